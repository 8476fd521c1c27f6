use std::sync::{Arc, Mutex};

use http::StatusCode;
use mock_agency::{Call, Journal, Register};

use crate::stage::Stage;

#[derive(Default)]
struct Notebook(Mutex<Vec<Call>>);

impl Journal for Notebook {
    fn record(&self, call: Call) {
        self.0.lock().unwrap().push(call);
    }
}

async fn observed() -> (Stage, Arc<Notebook>) {
    let notebook = Arc::new(Notebook::default());
    let journal = Arc::clone(&notebook);
    (
        Stage::with(|config| config.journal = Some(journal)).await,
        notebook,
    )
}

#[tokio::test]
async fn sees_every_call_with_its_answer() {
    let (stage, notebook) = observed().await;
    let (_, jwks) = stage.get("/jwk?x=1").await;
    stage
        .get("/lookup/v2/iso6523-actorid-upis::0192:915429785")
        .await;
    stage.get("/nowhere").await;
    let calls = notebook.0.lock().unwrap();
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
    let (stage, notebook) = observed().await;
    stage
        .http
        .post(&stage.registers.world.token_endpoint)
        .body("assertion=secret")
        .send()
        .await
        .unwrap();
    let calls = notebook.0.lock().unwrap();
    assert_eq!(&calls[0].request_body[..], b"assertion=secret");
    assert!(!format!("{:?}", calls[0]).contains("secret"));
}

#[tokio::test]
async fn a_register_can_be_out_of_order_while_the_others_answer() {
    let stage = Stage::new().await;
    stage
        .registers
        .set_outage(Register::Police, Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(stage.get("/.well-known/finans-jwks.json").await.0, 503);
    assert_eq!(stage.get("/jwk").await.0, 200);
    stage.registers.set_outage(Register::Police, None);
    assert_eq!(stage.get("/.well-known/finans-jwks.json").await.0, 200);
}
