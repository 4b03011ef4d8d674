//! How much one phone may have under way at once: over the wire, where a body can be half sent.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;
use proco_access::Role;
use proco_exchange::report::PROTOCOL_VERSION;
use rusqlite::{Connection, TransactionBehavior};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::summaries::{MONDAY, advance_days};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{pseudonym, query};
use proco_testbed::visitor::Visitor;

/// A request whose body is held back.
struct Half {
    stream: TcpStream,
    rest: String,
}

impl Half {
    async fn sent(at: SocketAddr, path: &str, phone: &Visitor, body: &Value) -> Self {
        let mut stream = TcpStream::connect(at).await.unwrap();
        let body = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             content-type: application/json\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
            phone.token,
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let rest = body;
        Self { stream, rest }
    }

    /// Sends the rest and gives the answer.
    async fn whole(mut self) -> String {
        // It may have been refused already.
        let _ = self.stream.write_all(self.rest.as_bytes()).await;
        self.answer().await
    }

    /// The answer without the rest.
    async fn answer(mut self) -> String {
        let mut answer = Vec::new();
        let read = self.stream.read_to_end(&mut answer);
        let _ = timeout(Duration::from_secs(20), read).await.expect("soon");
        String::from_utf8(answer).unwrap()
    }
}

/// Sends halves until one is refused, and gives the others.
async fn until_busy(at: SocketAddr, path: &str, phone: &Visitor, body: &Value) -> Vec<Half> {
    let mut halves = Vec::new();
    loop {
        assert!(halves.len() < 10, "{path}: any number at once");
        let half = Half::sent(at, path, phone, body).await;
        let mut first = [0; 12];
        let peeked = timeout(Duration::from_millis(500), half.stream.peek(&mut first)).await;
        if peeked.is_err() {
            halves.push(half);
            continue;
        }
        let refused = half.answer().await;
        assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
        assert!(refused.contains("retry-after: 2"), "{refused}");
        assert!(refused.contains(r#""code":"busy""#), "{refused}");
        return halves;
    }
}

#[tokio::test]
async fn one_upload_of_a_phone_at_a_time_one_that_waits_and_no_more() {
    let central = TestCentral::open().await;
    let (rogue, other) = (
        central.officer("roermond-1").await,
        central.officer("roermond-1").await,
    );
    let at = central.address();
    let batch = |subject| {
        let reports = [query(subject, central.hour())];
        json!({ "version": PROTOCOL_VERSION, "reports": reports })
    };
    let halves = until_busy(at, "/v1/reports", &rogue, &batch(1)).await;
    assert_eq!(halves.len(), 2);
    let of_another = Half::sent(at, "/v1/reports", &other, &batch(2)).await;
    assert!(of_another.whole().await.starts_with("HTTP/1.1 200"));
    for half in halves {
        assert!(half.whole().await.contains("stored"));
    }
    let after = Half::sent(at, "/v1/reports", &rogue, &batch(3)).await;
    assert!(
        after.whole().await.starts_with("HTTP/1.1 200"),
        "and then again"
    );
}

/// The writer is held elsewhere, so a look that has something to publish stays under way.
#[tokio::test(flavor = "multi_thread")]
async fn three_looks_at_summaries_of_a_phone_at_a_time_and_another_team_waits_for_none() {
    let central = TestCentral::open_at(MONDAY).await;
    let mut leads = Vec::new();
    for team in ["roermond-1", "venlo-2"] {
        let officer = central.officer(team).await;
        central.upload(&officer, &[query(1, central.hour())]).await;
        leads.push(central.enrol(team, Role::ShiftLead).await);
    }
    advance_days(&central, 7, &mut [], &mut leads[1]).await;
    central.server.tidy().await.unwrap();
    advance_days(
        &central,
        1,
        &mut leads,
        &mut central.officer("venlo-2").await,
    )
    .await;
    let [lead, other] = &leads[..] else {
        unreachable!("two were enrolled")
    };
    let path = |team| format!("/v1/teams/{team}/summaries");
    let venlo = path("venlo-2");
    assert_eq!(central.get(&venlo, &other.token).await.status, 200);

    let mut writer = Connection::open(central.folder.path().join("central.db")).unwrap();
    let held = writer
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let roermond = path("roermond-1");
    let looks = join_all((0..20).map(|_| central.get(&roermond, &lead.token)));
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let look = timeout(Duration::from_secs(5), central.get(&venlo, &other.token));
        assert_eq!(look.await.expect("nothing of it is due").status, 200);
        held.rollback().unwrap();
    };
    let (looks, ()) = tokio::join!(looks, meanwhile);
    let busy = looks.iter().filter(|look| look.refusal() == (429, "busy"));
    assert_eq!(busy.count(), 17);
}

#[tokio::test]
async fn three_questions_of_a_phone_at_a_time_and_no_more() {
    let central = TestCentral::open().await;
    let rogue = central.officer("roermond-1").await;
    let at = central.address();
    let epoch = central.hour().epoch();
    let question = json!({ "subject": [{ "epoch": epoch, "pseudonym": pseudonym(1) }] });
    let halves = until_busy(at, "/v1/frequencies", &rogue, &question).await;
    assert_eq!(halves.len(), 3);
    for half in halves {
        assert!(half.whole().await.starts_with("HTTP/1.1 200"));
    }
    assert_eq!(central.counts(&rogue, 1).await.status, 200);
}
