//! Closed lists of codes: an enum, its complete list and its names in one place.

/// Makes a closed list of codes: the enum, `ALL` in the order given, `name` and `of_name`.
///
/// The name of a code is its form in JSON, in the store and on the wire. Serde refuses a code that is not in
/// the list, with an error that repeats it and gives the list. The attributes that a crate puts on each of its
/// lists come first, in brackets.
#[macro_export]
macro_rules! code_list {
    (
        [$(#[$of_crate:meta])*]
        $(#[$meta:meta])*
        $visible:vis enum $list:ident {
            $($(#[$of_code:meta])* $code:ident = $name:tt,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
        )]
        $(#[$of_crate])*
        $visible enum $list {
            $(
                #[allow(missing_docs, reason = "the name of a code often says all there is to say")]
                $(#[$of_code])*
                #[serde(rename = $name)]
                $code,
            )+
        }

        impl $list {
            /// All codes, in their order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$code),+];

            /// The name of the code in JSON, in the store and on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// The code with this name; `None` for one that this version does not know.
            #[must_use]
            pub fn of_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$code),)+ _ => None }
            }
        }
    };
}

/// [`code_list`] with the attributes of this crate: for TypeScript and for the description of the API.
macro_rules! codes {
    ($($list:tt)+) => {
        $crate::code_list! {
            [
                #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
                #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
            ]
            $($list)+
        }
    };
}

pub(crate) use codes;

#[cfg(test)]
mod tests {
    use crate::ground::GroundCode;
    use crate::legal_basis::LegalBasis;

    #[test]
    fn the_name_of_a_code_is_what_serde_writes_and_reads() {
        for code in GroundCode::ALL {
            let written = serde_json::to_value(code).unwrap();
            assert_eq!(written, code.name());
            assert_eq!(serde_json::from_value::<GroundCode>(written).unwrap(), code);
            assert_eq!(GroundCode::of_name(code.name()), Some(code));
        }
    }

    #[test]
    fn a_code_of_a_later_version_is_refused_by_name() {
        assert_eq!(LegalBasis::of_name("wvw_999"), None);
        let refused = serde_json::from_str::<LegalBasis>("\"wvw_999\"").unwrap_err();
        assert!(refused.to_string().contains("wvw_999"), "{refused}");
    }
}
