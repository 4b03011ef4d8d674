//! The requests of the phone to the key service.

use proco_exchange::evaluation::{EvaluationAnswer, EvaluationRequest, LiveEpochs};

use super::base_url::BaseUrl;
use super::fault::CallFault;
use super::http::Http;

/// The key service, as a client sees it.
pub(super) struct KeyService {
    http: Http,
    base: BaseUrl,
}

impl KeyService {
    pub(super) fn new(http: Http, base: BaseUrl) -> Self {
        Self { http, base }
    }

    pub(super) async fn live_epochs(&self, token: &str) -> Result<LiveEpochs, CallFault> {
        let url = self.base.endpoint(&["v1", "epochs"]);
        self.http.get(url, token).await
    }

    pub(super) async fn evaluate(
        &self,
        token: &str,
        request: &EvaluationRequest,
    ) -> Result<EvaluationAnswer, CallFault> {
        let url = self.base.endpoint(&["v1", "evaluations"]);
        self.http.post(url, Some(token), request).await
    }
}
