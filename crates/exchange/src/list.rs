//! Closed lists of codes that stand on the wire.

/// [`proco_domain::code_list`] with the attributes of this crate.
macro_rules! codes {
    ($($list:tt)+) => {
        proco_domain::code_list! {
            [
                #[derive(utoipa::ToSchema)]
                #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
            ]
            $($list)+
        }
    };
}

pub(crate) use codes;
