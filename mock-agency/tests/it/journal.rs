use std::sync::{Arc, Mutex};

use http::StatusCode;
use mock_agency::{Call, Journal, Register};

use crate::support::Setup;

#[derive(Default)]
struct RecordedCalls(Mutex<Vec<Call>>);

impl Journal for RecordedCalls {
    fn record(&self, call: Call) {
        self.0.lock().unwrap().push(call);
    }
}

async fn observed() -> (Setup, Arc<RecordedCalls>) {
    let recorded = Arc::new(RecordedCalls::default());
    let journal = Arc::clone(&recorded);
    (
        Setup::with(|config| config.journal = Some(journal)).await,
        recorded,
    )
}

#[tokio::test]
async fn sees_every_call_with_its_answer() {
    let (setup, recorded) = observed().await;
    let (_, jwks) = setup.get("/jwk?x=1").await;
    setup
        .get("/lookup/v2/iso6523-actorid-upis::0192:915429785")
        .await;
    setup.get("/nowhere").await;
    let calls = recorded.0.lock().unwrap();
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (call.register, call.status.as_u16()))
        .collect();
    let expected = [
        (Some(Register::Maskinporten), 200),
        (Some(Register::CertPubLocator), 200),
        (None, 404),
    ];
    assert_eq!(seen, expected);
    assert_eq!(
        (
            calls[0].uri.to_string().as_str(),
            &calls[0].response_body[..]
        ),
        ("/jwk?x=1", jwks.as_bytes())
    );
}

#[tokio::test]
async fn does_not_show_bodies_in_debug_output() {
    let (setup, recorded) = observed().await;
    setup
        .http
        .post(&setup.registers.world.token_endpoint)
        .body("assertion=secret")
        .send()
        .await
        .unwrap();
    let calls = recorded.0.lock().unwrap();
    assert_eq!(&calls[0].request_body[..], b"assertion=secret");
    assert!(!format!("{:?}", calls[0]).contains("secret"));
}

#[tokio::test]
async fn a_register_can_be_out_of_order_while_the_others_answer() {
    let setup = Setup::new().await;
    setup
        .registers
        .set_outage(Register::Police, Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(setup.get("/.well-known/finans-jwks.json").await.0, 503);
    assert_eq!(setup.get("/jwk").await.0, 200);
    setup.registers.set_outage(Register::Police, None);
    assert_eq!(setup.get("/.well-known/finans-jwks.json").await.0, 200);
}
