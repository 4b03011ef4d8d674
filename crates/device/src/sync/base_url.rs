//! The address of a server.

use std::fmt;

use reqwest::Url;

/// The address of a server, without path: HTTPS, or HTTP on this very machine.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// The error for a text that is not the address of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a server is reached by https://host, or by http:// on a loopback address")]
pub struct NotABaseUrl;

impl BaseUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// [`NotABaseUrl`] for anything else than HTTPS, save HTTP on a loopback address; and for one
    /// with credentials, a query or a fragment.
    pub fn parse(text: &str) -> Result<Self, NotABaseUrl> {
        let url = Url::parse(text).map_err(|_| NotABaseUrl)?;
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let safe = match url.scheme() {
            "https" => url.has_host(),
            "http" => is_loopback(&url),
            _ => false,
        };
        (bare && safe).then_some(Self(url)).ok_or(NotABaseUrl)
    }

    /// The address of an endpoint. The parts are put in as they are, escaped where needed.
    pub(super) fn endpoint(&self, parts: &[&str]) -> Url {
        let mut url = self.0.clone();
        url.path_segments_mut()
            .expect("an address with a host has a path")
            .pop_if_empty()
            .extend(parts);
        url
    }
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_leaves_the_machine() {
        for good in [
            "https://proco.example",
            "https://proco.example/api/",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "http://localhost:1",
        ] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://proco.example",
            "http://127.0.0.1.example",
            "ftp://127.0.0.1",
            "https://officer:secret@proco.example",
            "https://proco.example/?x=1",
            "proco.example",
            "",
        ] {
            assert_eq!(BaseUrl::parse(bad), Err(NotABaseUrl), "{bad}");
        }
    }

    #[test]
    fn a_path_in_front_is_kept() {
        let url = |text| BaseUrl::parse(text).unwrap().endpoint(&["v1", "reports"]);
        assert_eq!(
            url("https://proco.example/api/").as_str(),
            "https://proco.example/api/v1/reports"
        );
        assert_eq!(
            url("http://127.0.0.1:8080").as_str(),
            "http://127.0.0.1:8080/v1/reports"
        );
    }
}
