//! The way in: in the cloud it leads through the edge, which says what address a visitor has. Whoever came past it could
//! say what they like, and guess at links without being slowed.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use domain::invitation::Key;

use crate::keys::DoorKey;
use crate::problem::Problem;

/// What the edge adds to each request, whatever stood there before.
const SHOWN: &str = "x-door-key";

/// The same door for those who show the key, and for nobody else.
pub fn only_through_the_edge(door: Router, key: &DoorKey) -> Router {
    let expected = proof(&key.0);
    door.layer(from_fn(move |request: Request, next: Next| async move {
        if shown(request.headers()) == Some(expected) { next.run(request).await } else { refused() }
    }))
}

/// Proofs are compared and not keys, so that the time it takes to find a difference says nothing about the key.
fn proof(key: &Key) -> [u8; 32] {
    key.derive("door")
}

fn shown(headers: &HeaderMap) -> Option<[u8; 32]> {
    let key = headers.get(SHOWN)?.to_str().ok()?;
    Some(proof(&Key::from_hex(key).ok()?))
}

fn refused() -> Response {
    let detail = "This is not the way in. Use the address of the site.";
    Problem::new(StatusCode::FORBIDDEN, "not_the_way_in", "Not the way in", detail).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn status(key: Option<&str>) -> StatusCode {
        let door = Router::new().route("/s", get(|| async { "the form" }));
        let door = only_through_the_edge(door, &DoorKey(Key::new([7; 32])));
        let mut request = Request::get("/s");
        if let Some(key) = key {
            request = request.header(SHOWN, key);
        }
        door.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn only_the_whole_key_opens() {
        assert_eq!(status(Some(&"07".repeat(32))).await, StatusCode::OK);
        let others = ["", "07"].map(str::to_owned);
        for wrong in others.into_iter().chain(["08".repeat(32), "07".repeat(33), "07".repeat(31)]) {
            assert_eq!(status(Some(&wrong)).await, StatusCode::FORBIDDEN, "{wrong}");
        }
        assert_eq!(status(None).await, StatusCode::FORBIDDEN);
    }
}
