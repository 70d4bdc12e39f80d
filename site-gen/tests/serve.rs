//! The server for editors, as a browser meets it.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A running server with content of its own.
struct Served {
    content: TempDir,
    program: Child,
    address: String,
}

impl Served {
    fn new() -> Self {
        let content = TempDir::new().unwrap();
        for page in ["", "a/"] {
            write(&content, page, "Hei.\n");
        }
        let mut program = Command::new(env!("CARGO_BIN_EXE_site-gen"))
            .args(["serve", "--quiet", "--port", "0", "--templates", "../templates", "--content"])
            .arg(content.path())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(program.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        std::thread::spawn(move || said.read_to_end(&mut Vec::new()));
        let address = line.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        Served { content, program, address }
    }

    fn write(&self, page: &str, body: &str) {
        write(&self.content, page, body);
    }

    /// Status, headers and body.
    fn get(&self, path: &str) -> (u16, String, String) {
        let mut answer = String::new();
        self.ask(path).read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_lowercase(), body.to_owned())
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address).unwrap();
        stream
    }

    /// Waits until a page is another than this one.
    fn wait(&self, path: &str, shown: &str) -> (u16, String) {
        let mark = shown.split("data-mark=\"").nth(1).unwrap().split('"').next().unwrap();
        let stream = BufReader::new(self.ask(&format!("/_site-gen/changes?path={path}&mark={mark}")));
        let told = stream.lines().map_while(Result::ok).any(|line| line == "data: changed");
        assert!(told, "the server went away");
        let (status, _, page) = self.get(&format!("/{path}"));
        (status, page)
    }

    /// Waits until there is a page without faults: of two files that are written, one is there before the other.
    fn wait_for_page(&self, path: &str, shown: &str) -> String {
        let (mut status, mut page) = self.wait(path, shown);
        while status != 200 {
            (status, page) = self.wait(path, &page);
        }
        page
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn write(content: &TempDir, page: &str, body: &str) {
    for language in ["nb", "nn"] {
        let path = content.path().join(format!("pages/{page}{language}.md"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let front = "title = \"Side\"\ndescription = \"Om siden.\"\nupdated = 2024-10-31";
        fs::write(path, format!("+++\n{front}\n+++\n\n{body}")).unwrap();
    }
}

#[test]
fn a_saved_page_is_there_at_once_and_the_browser_is_told_of_that_page_only() {
    let served = Served::new();
    let (status, _, first) = served.get("/nn/a/");
    assert_eq!(status, 200);
    let (_, _, other) = served.get("/");
    served.write("a/", "Nytt.\n");
    let (_, then) = served.wait("nn/a/", &first);
    assert!(then.contains("<p>Nytt.</p>"), "{then}");
    assert_eq!(served.get("/").2, other, "nothing on the front page is another");
}

#[test]
fn a_fault_is_shown_in_place_of_the_page_until_it_is_mended() {
    let served = Served::new();
    let (_, _, first) = served.get("/a/");
    served.write("a/", "Se [x](/y/) og <b>.\n");
    let (status, faulty) = served.wait("a/", &first);
    assert_eq!(status, 500);
    assert!(faulty.contains("<h2>pages/a/nb.md:7</h2>"), "{faulty}");
    assert!(faulty.contains("<pre>Se [x](/y/) og &lt;b&gt;.</pre>"), "{faulty}");
    served.write("a/", "Hei.\n");
    assert_eq!(served.wait_for_page("a/", &faulty), first);
}

#[test]
fn a_page_in_a_new_folder_comes_and_goes_with_it() {
    let served = Served::new();
    let (status, _, missing) = served.get("/b/c/");
    assert_eq!(status, 404);
    served.write("b/c/", "Hei.\n");
    let there = served.wait_for_page("b/c/", &missing);
    fs::remove_dir_all(served.content.path().join("pages/b")).unwrap();
    let (mut status, mut page) = served.wait("b/c/", &there);
    while status != 404 {
        (status, page) = served.wait("b/c/", &page);
    }
    assert_eq!(page, missing);
}

#[test]
fn the_script_is_only_in_what_is_sent_and_the_policy_lets_it_run() {
    let served = Served::new();
    let (_, head, page) = served.get("/");
    assert!(head.contains("content-type: text/html; charset=utf-8"), "{head}");
    assert!(page.contains("default-src 'none'"), "{page}");
    assert!(page.contains("; script-src 'self'") && page.contains("; connect-src 'self'"), "{page}");
    assert!(page.contains("<script src=\"/_site-gen/reload.js\""), "{page}");
    let (status, head, script) = served.get("/_site-gen/reload.js");
    assert_eq!((status, script.contains("EventSource")), (200, true));
    assert!(head.contains("content-type: text/javascript"), "{head}");
    let (status, head, _) = served.get("/assets/site.css");
    assert_eq!((status, head.contains("content-type: text/css; charset=utf-8")), (200, true), "{head}");
}

#[test]
fn an_address_without_its_last_slash_is_sent_on() {
    let served = Served::new();
    let (status, head, _) = served.get("/a");
    assert_eq!((status, head.contains("location: /a/")), (307, true), "{head}");
}
