//! Authentication and authorisation of both servers' routes: the bearer token is checked, the device is looked up,
//! and the handler gets a [`Caller`].

use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use proco_credential::{Action, DeviceId, Role, Team};

use crate::frame::Seen;
use crate::problem::{Code, Problem};
use crate::time::UnixSeconds;
use crate::token::Verifier;

/// The devices that a server knows. Each server keeps its own list.
pub trait Devices: Send + Sync {
    /// Whether a device is in. It is asked with each request, so that a revocation counts at once.
    ///
    /// # Errors
    /// [`ListUnavailable`] when that cannot be told; nobody is let in then.
    fn standing(&self, device: DeviceId) -> Result<Standing, ListUnavailable>;
}

/// Whether a device may speak to this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The device may speak. With what the server knows of it.
    In(Known),
    /// The device was revoked, and may not speak.
    Revoked,
    /// The server was not told of it.
    Unknown,
}

/// What a server knows of a device that is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The identifier under which its officer is counted: that of the officer's first phone, or its own where the
    /// server knows of no phone that it replaced.
    pub counts_as: DeviceId,
    /// Since when it has been in use; `None` where the server does not know.
    pub since: Option<UnixSeconds>,
    /// The role and the team of its officer now. `None` where the server does not know; then those in the token hold.
    pub speaks: Option<(Role, Team)>,
}

impl Known {
    /// For a device of which the server knows only that it is in.
    #[must_use]
    pub fn nothing_of(device: DeviceId) -> Self {
        Self {
            counts_as: device,
            since: None,
            speaks: None,
        }
    }
}

/// The list of devices cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the list of devices cannot be read")]
pub struct ListUnavailable;

/// Admits callers who show a valid token of a device that is in. Clones share the list of devices.
#[derive(Clone)]
pub struct Gatekeeper(Arc<Parties>);

struct Parties {
    verifier: Verifier,
    devices: Box<dyn Devices>,
    now: Box<dyn Fn() -> UnixSeconds + Send + Sync>,
}

impl Gatekeeper {
    /// A gatekeeper that checks tokens with `verifier` against the time that `now` tells, and asks `devices`.
    #[must_use]
    pub fn new(
        verifier: Verifier,
        devices: impl Devices + 'static,
        now: impl Fn() -> UnixSeconds + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Parties {
            verifier,
            devices: Box::new(devices),
            now: Box::new(now),
        }))
    }

    /// Who is calling with this token.
    ///
    /// # Errors
    /// A [`Problem`] when the token is not good, the device is not in, or that cannot be told.
    pub fn admit(&self, token: &str) -> Result<Caller, Problem> {
        let claims = self.0.verifier.access(token, (self.0.now)())?;
        match self.0.devices.standing(claims.sub) {
            Ok(Standing::In(known)) => {
                let (role, team) = known.speaks.unwrap_or((claims.role, claims.team));
                Ok(Caller {
                    device: claims.sub,
                    counts_as: known.counts_as,
                    since: known.since,
                    role,
                    team,
                })
            }
            Ok(Standing::Revoked) => Err(Problem::new(Code::DeviceRevoked)),
            Ok(Standing::Unknown) => Err(Problem::new(Code::DeviceUnknown)),
            Err(ListUnavailable) => Err(Problem::new(Code::Unavailable)),
        }
    }
}

impl fmt::Debug for Gatekeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gatekeeper")
    }
}

/// Who is calling. A handler that takes a `Caller` runs only for those who were let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The device of the token.
    pub device: DeviceId,
    /// The identifier under which its officer is counted; see [`Known::counts_as`].
    pub counts_as: DeviceId,
    /// Since when it has been in use; `None` where the server does not know.
    pub since: Option<UnixSeconds>,
    /// The role of its officer.
    pub role: Role,
    /// The team for which its officer speaks.
    pub team: Team,
}

impl Caller {
    /// Goes on only when the role may take this action.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`] otherwise.
    pub fn must_be_allowed(&self, action: Action) -> Result<(), Problem> {
        if self.role.may(action) {
            Ok(())
        } else {
            Err(Problem::new(Code::RoleNotAllowed))
        }
    }

    /// Goes on only for the caller's own team.
    ///
    /// # Errors
    /// [`Code::TeamNotAllowed`] for another.
    pub fn must_be_of(&self, team: &Team) -> Result<(), Problem> {
        if self.team == *team {
            Ok(())
        } else {
            Err(Problem::new(Code::TeamNotAllowed))
        }
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Gatekeeper: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let gatekeeper = Gatekeeper::from_ref(state);
        let token = bearer(parts).ok_or(Problem::new(Code::TokenMissing))?;
        let caller = gatekeeper.admit(token)?;
        if let Some(seen) = parts.extensions.get::<Seen>() {
            seen.note(caller.device);
        }
        Ok(caller)
    }
}

/// The token in the header of a request: `Authorization: Bearer …`, the only place for it.
fn bearer(parts: &Parts) -> Option<&str> {
    let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (headers.next(), headers.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Mutex;

    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use rand::rngs::OsRng;
    use tower::ServiceExt as _;
    use uuid::Uuid;

    use super::*;
    use crate::issuer::{Grant, Issuer, LIFETIME};
    use crate::token::{Audience, EMBEDDED_ISSUER};

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    #[derive(Clone, Default)]
    struct List(Arc<Mutex<HashSet<DeviceId>>>);

    impl Devices for List {
        fn standing(&self, device: DeviceId) -> Result<Standing, ListUnavailable> {
            let revoked = self.0.lock().map_err(|_| ListUnavailable)?;
            Ok(if revoked.contains(&device) {
                Standing::Revoked
            } else {
                Standing::In(Known::nothing_of(device))
            })
        }
    }

    struct Broken;

    impl Devices for Broken {
        fn standing(&self, _: DeviceId) -> Result<Standing, ListUnavailable> {
            Err(ListUnavailable)
        }
    }

    struct Empty;

    impl Devices for Empty {
        fn standing(&self, _: DeviceId) -> Result<Standing, ListUnavailable> {
            Ok(Standing::Unknown)
        }
    }

    fn agent_jansen() -> Grant {
        Grant {
            device: DeviceId(Uuid::from_u128(1)),
            role: Role::Officer,
            team: "roermond-1".parse().unwrap(),
            jkt: String::new(),
        }
    }

    fn server(issuer: &Issuer, list: impl Devices + 'static) -> Router {
        let verifier = Verifier::new(issuer.jwks(), EMBEDDED_ISSUER, Audience::Central);
        let gatekeeper = Gatekeeper::new(verifier, list, || NOW);
        Router::new()
            .route(
                "/me",
                get(|caller: Caller| async move { caller.device.to_string() }),
            )
            .route(
                "/team",
                get(|caller: Caller| async move { caller.must_be_allowed(Action::SeeOwnTeam) }),
            )
            .with_state(gatekeeper)
    }

    async fn status(server: &Router, path: &str, authorization: Option<&str>) -> StatusCode {
        let mut request = Request::get(path);
        if let Some(value) = authorization {
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(Body::empty()).unwrap();
        server.clone().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn agent_jansen_is_let_in_until_the_phone_is_revoked() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let list = List::default();
        let server = server(&issuer, list.clone());
        let bearer = format!(
            "Bearer {}",
            issuer.issue(&agent_jansen(), NOW, LIFETIME).text
        );
        assert_eq!(status(&server, "/me", Some(&bearer)).await, StatusCode::OK);
        list.0.lock().unwrap().insert(agent_jansen().device);
        assert_eq!(
            status(&server, "/me", Some(&bearer)).await,
            StatusCode::FORBIDDEN,
            "the token still holds, the device does not"
        );
    }

    /// A server on which every phone took the place of the first one.
    struct InPlaceOfTheFirst;

    impl Devices for InPlaceOfTheFirst {
        fn standing(&self, _: DeviceId) -> Result<Standing, ListUnavailable> {
            let first = DeviceId(Uuid::from_u128(1));
            Ok(Standing::In(Known::nothing_of(first)))
        }
    }

    #[test]
    fn a_caller_counts_as_itself_unless_the_server_knows_better() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let device = DeviceId(Uuid::from_u128(2));
        let grant = Grant {
            device,
            ..agent_jansen()
        };
        let token = issuer.issue(&grant, NOW, LIFETIME).text;
        let verifier = || Verifier::new(issuer.jwks(), EMBEDDED_ISSUER, Audience::Central);
        let plain = Gatekeeper::new(verifier(), List::default(), || NOW);
        assert_eq!(plain.admit(&token).unwrap().counts_as, device);
        let knowing = Gatekeeper::new(verifier(), InPlaceOfTheFirst, || NOW);
        let caller = knowing.admit(&token).unwrap();
        assert_eq!(caller.device, device, "logs and quotas go by the phone");
        assert_eq!(caller.counts_as, agent_jansen().device);
    }

    #[tokio::test]
    async fn without_a_good_token_nobody_is_let_in() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let server = server(&issuer, List::default());
        let old = UnixSeconds(NOW.0 - LIFETIME);
        let expired = format!(
            "Bearer {}",
            issuer.issue(&agent_jansen(), old, LIFETIME).text
        );
        let basic = "Basic YWdlbnQ6amFuc2Vu";
        for authorization in [None, Some(""), Some("Bearer"), Some(basic), Some(&*expired)] {
            assert_eq!(
                status(&server, "/me", authorization).await,
                StatusCode::UNAUTHORIZED
            );
        }
    }

    #[tokio::test]
    async fn an_officer_is_not_a_shift_lead() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let server = server(&issuer, List::default());
        let officer = format!(
            "Bearer {}",
            issuer.issue(&agent_jansen(), NOW, LIFETIME).text
        );
        let lead = Grant {
            role: Role::ShiftLead,
            ..agent_jansen()
        };
        let lead = format!("Bearer {}", issuer.issue(&lead, NOW, LIFETIME).text);
        assert_eq!(
            status(&server, "/team", Some(&officer)).await,
            StatusCode::FORBIDDEN
        );
        assert_eq!(status(&server, "/team", Some(&lead)).await, StatusCode::OK);
    }

    #[test]
    fn a_device_that_the_server_was_not_told_of_gets_nothing_for_a_perfect_token() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let verifier = Verifier::new(issuer.jwks(), EMBEDDED_ISSUER, Audience::Central);
        let token = issuer.issue(&agent_jansen(), NOW, LIFETIME).text;
        let refused = Gatekeeper::new(verifier, Empty, || NOW).admit(&token);
        assert_eq!(refused, Err(Problem::new(Code::DeviceUnknown)));
    }

    #[tokio::test]
    async fn when_the_list_cannot_be_read_nobody_is_let_in() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let server = server(&issuer, Broken);
        let bearer = format!(
            "Bearer {}",
            issuer.issue(&agent_jansen(), NOW, LIFETIME).text
        );
        assert_eq!(
            status(&server, "/me", Some(&bearer)).await,
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
}
