//! The stimulus: small changes to a valid request.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::template::{JsonTemplate, Template};

/// One small change to a valid request, order or token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A request header.
    Header(String, Edit),
    /// A query parameter.
    Query(String, Edit),
    /// The HTTP method.
    Method(String),
    /// The path below the base URL.
    Path(Template),
    /// The token of another service's agency.
    Agency(String),
    /// A claim of the access token; dots lead into objects.
    TokenClaim(String, ValueEdit),
    /// A member of the token's JOSE header.
    TokenHeader(String, ValueEdit),
    /// Who signs the token.
    TokenSigner(TokenSigner),
    /// A change to the token after signing.
    TokenTamper(Part),
    /// The form of the token.
    TokenForm(TokenForm),
    /// A claim of the order; dots lead into objects.
    OrderClaim(String, ValueEdit),
    /// The bytes of the order's payload, signed as they are.
    OrderPayload(Template),
    /// A member of the order's JOSE header.
    OrderHeader(String, ValueEdit),
    /// The order's algorithm, in the header and for the signature; `none` leaves the signature empty.
    OrderAlgorithm(String),
    /// The order is signed with another certificate of the police's key set, by its name in the world file.
    OrderCertificate(String),
    /// The order is signed with the key of another certificate of the police's key set, or `usual` for the key
    /// that signs where nothing else is said; `kid` is unchanged.
    OrderSigner(String),
    /// The order is signed by a key that is not in the police's key set; `kid` is unchanged.
    OrderAttacker,
    /// The order's header carries the attacker's own key in that member, and the attacker signs.
    OrderEmbed(String),
    /// A change to the order after signing.
    OrderTamper(Part),
    /// The form of the order.
    OrderForm(OrderForm),
    /// A part of the batch for KFR.
    Part(String, Edit),
    /// How the bytes are sent.
    Send(SendMode),
    /// Which accountReference is in the path.
    Reference(ReferenceChoice),
    /// The agency's certificate in `CertPub` is replaced by a new one before the request.
    RotateCertificate,
    /// KAR, one of the registers behind the customer overview, gives no answer during the request.
    KarSilent,
}

/// What happens to a header or query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It is left out.
    Remove,
    /// It gets this value.
    Value(Template),
    /// It is sent a second time with this value.
    Twice(Template),
    /// It is sent under another name.
    Rename(String),
    /// This is appended to its value.
    Append(Template),
    /// It gets exactly these bytes.
    Bytes(Vec<u8>),
    /// A query parameter gets this value as it is, without percent-encoding.
    Raw(Template),
}

/// What happens to a claim or header member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueEdit {
    /// It is left out.
    Remove,
    /// It gets this value.
    Value(JsonTemplate),
}

/// Who signs the access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TokenSigner {
    /// A key that the issuer never published; `kid` is unchanged.
    Attacker,
    /// HS256 with the issuer's public key as the secret.
    PublicKeyAsSecret,
    /// Nobody: the signature is empty.
    None,
}

/// A part of a JWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// One bit of the signature is flipped.
    Signature,
    /// The payload is changed and the signature kept.
    Payload,
}

/// Forms of an access token that are not the JWS compact serialization of a valid token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TokenForm {
    /// Header and payload only.
    TwoParts,
    /// A part too many.
    FourParts,
    /// base64url with padding.
    Padded,
    /// Not a JWS at all.
    Garbage,
    /// A claim is present twice.
    DuplicateClaim,
    /// JWS JSON serialization.
    Json,
}

/// Forms of an order that are not the JWS compact serialization of a valid order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OrderForm {
    /// Header and payload only.
    TwoParts,
    /// A part too many.
    FourParts,
    /// JWS JSON serialization, flattened.
    JsonFlattened,
    /// JWS JSON serialization, general.
    JsonGeneral,
    /// base64url with padding.
    Padded,
    /// A claim is present twice.
    DuplicateClaim,
    /// A header member is present twice.
    DuplicateHeader,
    /// Not a JWS at all.
    NotJws,
    /// The order encrypted as a JWE.
    Jwe,
    /// A JWE whose compressed content is far larger than itself.
    ZipBombJwe,
    /// A payload nested thousands of levels deep.
    Deep,
    /// A payload of several hundred kilobytes.
    Huge,
}

/// How a request is put on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SendMode {
    /// The headers are sent slowly.
    SlowHeaders,
    /// One header of many kilobytes.
    OversizedHeaders,
    /// Several at the same time.
    Concurrently,
    /// HTTP/1.0.
    #[serde(rename = "http-1.0")]
    Http10,
    /// Lines end in a bare LF.
    BareLf,
}

/// Which accountReference is in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceChoice {
    /// A reference that the bank never issued.
    Unknown,
    /// A reference that was issued for another party.
    OtherParty,
    /// The account number itself.
    AccountNumber,
    /// A reference of the same party that was issued in another case.
    OtherCase,
    /// The literal `dataNotDelivered`.
    DataNotDelivered,
}
