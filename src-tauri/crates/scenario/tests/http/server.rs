//! A server that answers each connection with the next text of a list, and keeps what it was sent.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
}

/// What is done with a request.
#[derive(Clone)]
pub(crate) enum Does {
    Answer(String),
    Nothing,
    Close,
}

/// An answer with a length.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Does {
    let length = body.len();
    Does::Answer(format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"))
}

impl Server {
    pub(crate) async fn start(script: Vec<Does>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        tokio::spawn(async move {
            let mut open = Vec::new();
            for does in script {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = vec![0; 16_384];
                let mut length = 0;
                while !is_whole(&bytes[..length]) {
                    length += stream.read(&mut bytes[length..]).await.unwrap();
                }
                kept.lock().unwrap().push(String::from_utf8_lossy(&bytes[..length]).into_owned());
                match does {
                    Does::Answer(text) => stream.write_all(text.as_bytes()).await.unwrap(),
                    Does::Nothing => open.push(stream),
                    Does::Close => drop(stream),
                }
            }
            std::future::pending::<()>().await;
        });
        Self { url, requests }
    }

    pub(crate) fn request(&self, index: usize) -> String {
        self.requests.lock().unwrap()[index].clone()
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    body.len() >= length.map_or(0, |length| length.trim().parse().unwrap())
}
