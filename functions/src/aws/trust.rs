//! Whose word is taken for it that a service is Amazon's.
//!
//! The five roots of Amazon Trust Services are all that a service of AWS needs, and all that AWS asks its customers to
//! trust (source: amazontrust.com/repository). A machine has some 140: to read them takes longer than all else that a
//! function does before it can be asked for work, and any of them could answer in a service's name.

use aws_smithy_http_client::tls::{TlsContext, TrustStore};

/// Amazon Root CA 1 to 4 and Starfield Services Root CA G2. The first that ends, ends on 31 December 2037.
const ROOTS: &[u8] = include_bytes!("roots.pem");

/// Trusts Amazon and nobody else.
pub(super) fn amazon() -> TlsContext {
    let roots = TrustStore::empty().with_pem_certificate(ROOTS);
    TlsContext::builder()
        .with_trust_store(roots)
        .build()
        .expect("a list of certificates is all there is to it")
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// As Amazon publishes them.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ];

    #[test]
    fn the_roots_are_those_that_amazon_publishes() {
        let pem = std::str::from_utf8(ROOTS).unwrap();
        let found: Vec<String> = pem
            .split("-----BEGIN CERTIFICATE-----")
            .skip(1)
            .map(|one| {
                let text: String =
                    one.split("-----END").next().unwrap_or_default().split_whitespace().collect();
                let digest = Sha256::digest(BASE64_STANDARD.decode(text).unwrap());
                format!("{:x}", Bytes::copy_from_slice(&digest))
            })
            .collect();
        assert_eq!(found, FINGERPRINTS);
    }
}
