//! A body that is copied while it passes.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// What is kept of a body that passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Copy {
    /// Its beginning, up to the limit.
    pub(super) bytes: Vec<u8>,
    /// How long it was.
    pub(super) length: u64,
    /// Whether it came to its end.
    pub(super) is_whole: bool,
}

/// A body that goes on as it comes, of which a copy is left when it is over, or is given up.
pub(super) struct Tee<B, F: FnOnce(Copy)> {
    inner: B,
    limit: usize,
    copy: Copy,
    over: Option<F>,
}

impl<B: Body, F: FnOnce(Copy)> Tee<B, F> {
    /// Copies at most `limit` bytes of a body, and hands them over at its end.
    pub(super) fn new(inner: B, limit: usize, over: F) -> Self {
        let copy = Copy {
            // Nobody asks for what is known to be empty.
            is_whole: inner.is_end_stream(),
            ..Copy::default()
        };
        Self {
            inner,
            limit,
            copy,
            over: Some(over),
        }
    }
}

impl<B, F> Body for Tee<B, F>
where
    B: Body<Data = Bytes> + Unpin,
    F: FnOnce(Copy) + Unpin,
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            let room = self.limit.saturating_sub(self.copy.bytes.len());
            self.copy.bytes.extend(data.iter().take(room));
            self.copy.length += data.len() as u64;
        }
        self.copy.is_whole = matches!(polled, Poll::Ready(None)) || self.inner.is_end_stream();
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B, F: FnOnce(Copy)> Drop for Tee<B, F> {
    fn drop(&mut self) {
        if let Some(over) = self.over.take() {
            over(std::mem::take(&mut self.copy));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use bytes::Bytes;
    use futures::stream;
    use http_body::Frame;
    use http_body_util::{BodyExt as _, StreamBody};

    use super::{Copy, Tee};

    /// What passes of a body of these parts, and what is left of it, with a limit of five bytes.
    async fn passed(parts: &'static [&'static str], wanted: usize) -> (String, Copy) {
        let frames = parts
            .iter()
            .map(|part| Ok::<_, std::io::Error>(Frame::data(Bytes::from_static(part.as_bytes()))));
        let kept = Arc::new(Mutex::new(None));
        let keep = kept.clone();
        let over = move |copy| *keep.lock().unwrap() = Some(copy);
        let mut body = Tee::new(StreamBody::new(stream::iter(frames)), 5, over);
        let mut text = String::new();
        for _ in 0..wanted {
            if let Some(frame) = body.frame().await {
                text += std::str::from_utf8(&frame.unwrap().into_data().unwrap()).unwrap();
            }
        }
        drop(body);
        let copy = kept.lock().unwrap().take().unwrap();
        (text, copy)
    }

    #[tokio::test]
    async fn everything_passes_and_the_beginning_is_kept() {
        let (text, copy) = passed(&["one", "two", "three"], 4).await;
        assert_eq!(text, "onetwothree");
        assert_eq!((copy.bytes.as_slice(), copy.length), (&b"onetw"[..], 11));
        assert!(copy.is_whole);
    }

    #[test]
    fn what_is_empty_is_whole_even_if_nobody_asks_for_it() {
        let body = Tee::new(http_body_util::Empty::<Bytes>::new(), 5, |copy: Copy| {
            assert!(copy.is_whole);
        });
        drop(body);
    }

    #[tokio::test]
    async fn what_is_given_up_is_not_whole() {
        let (text, copy) = passed(&["one", "two"], 1).await;
        assert_eq!((text.as_str(), copy.is_whole), ("one", false));
        let (_, copy) = passed(&[], 1).await;
        assert_eq!((copy.length, copy.is_whole), (0, true));
    }
}
