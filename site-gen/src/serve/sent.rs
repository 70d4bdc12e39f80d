//! What is sent besides the site's own files: a script that waits for the next change, and the page that shows faults.

use std::fmt::Write as _;

use pulldown_cmark_escape::escape_html;
use site_gen::finding::Fault;

use super::workbench::Trouble;

pub(super) const SCRIPT: &str = include_str!("reload.js");
pub(super) const FAULT_STYLES: &str = include_str!("faults.css");

/// A page with the script in it, and with leave to run it. Never in the files of a build.
pub(super) fn watched(page: &[u8], path: &str, mark: &str) -> Vec<u8> {
    let page = String::from_utf8_lossy(page);
    let (start, end) = page.split_at(page.rfind("</body>").unwrap_or(page.len()));
    let mut watched = allowed(start);
    watched.push_str("<script src=\"/_site-gen/reload.js\" data-path=\"");
    escape(&mut watched, path);
    let _ = write!(watched, "\" data-mark=\"{mark}\"></script>\n{end}");
    watched.into_bytes()
}

/// The page with its policy widened by scripts and connections of its own; what it allows already stays.
fn allowed(page: &str) -> String {
    const POLICY: &str = "<meta http-equiv=\"content-security-policy\" content=\"";
    let Some((before, rest)) = page.split_once(POLICY) else {
        return page.to_owned();
    };
    let (policy, after) = rest.split_once('"').unwrap_or((rest, ""));
    let mut wider = policy.to_owned();
    for directive in ["script-src", "connect-src"] {
        if !policy.contains(directive) {
            let _ = write!(wider, "; {directive} 'self'");
        }
    }
    format!("{before}{POLICY}{wider}\"{after}")
}

/// Every fault with its file, line and excerpt, those of the page that was asked for first.
pub(super) fn trouble(trouble: &Trouble, path: &str) -> String {
    let mut page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; style-src 'self'; img-src data:\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <title>The site cannot be made</title>\n<link rel=\"icon\" href=\"data:,\">\n\
        <link rel=\"stylesheet\" href=\"/_site-gen/faults.css\">\n</head>\n<body>\n<main>\n"
        .to_owned();
    match trouble {
        Trouble::Faults(faults) => {
            let ending = if faults.len() == 1 { "" } else { "s" };
            let _ = writeln!(page, "<h1>{} fault{ending}</h1>", faults.len());
            let own = file_of(path);
            let (here, elsewhere): (Vec<&Fault>, Vec<&Fault>) =
                faults.iter().partition(|fault| fault.file == own);
            for fault in here.into_iter().chain(elsewhere) {
                one(&mut page, fault);
            }
        }
        Trouble::Broken(told) => {
            page.push_str("<h1>The site cannot be made</h1>\n<pre>");
            escape(&mut page, told);
            page.push_str("</pre>\n");
        }
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn one(page: &mut String, fault: &Fault) {
    page.push_str("<section>\n<h2>");
    escape(page, &fault.file);
    if let Some(line) = fault.line {
        let _ = write!(page, ":{line}");
    }
    page.push_str("</h2>\n<p>");
    escape(page, &fault.kind.to_string());
    page.push_str("</p>\n");
    if let Some(excerpt) = &fault.excerpt {
        page.push_str("<pre>");
        escape(page, excerpt);
        page.push_str("</pre>\n");
    }
    page.push_str("</section>\n");
}

/// The file that a page is written in.
fn file_of(path: &str) -> String {
    match path.strip_prefix("nn/") {
        Some(path) => format!("pages/{path}nn.md"),
        None => format!("pages/{path}nb.md"),
    }
}

/// Writing to a string cannot fail.
fn escape(page: &mut String, text: &str) {
    escape_html(page, text).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_sent_with_the_script_and_leave_to_run_it() {
        let page = "<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; connect-src 'none'\">\n<body>\n</body>\n";
        let sent = String::from_utf8(watched(page.as_bytes(), "a\"b/", "1f")).unwrap();
        assert_eq!(
            sent,
            "<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; connect-src 'none'; script-src 'self'\">\n<body>\n\
             <script src=\"/_site-gen/reload.js\" data-path=\"a&quot;b/\" data-mark=\"1f\"></script>\n</body>\n"
        );
    }

    #[test]
    fn faults_of_the_page_come_first_and_nothing_in_them_is_markup() {
        let fault = |file: &str| Fault {
            file: file.to_owned(),
            line: Some(7),
            kind: site_gen::finding::FaultKind::EmptyLink,
            excerpt: Some("<script>alert(1)</script>".to_owned()),
        };
        let all = Trouble::Faults(vec![fault("pages/a/nb.md"), fault("pages/a/nn.md")]);
        let page = trouble(&all, "nn/a/");
        assert!(page.find("pages/a/nn.md:7").unwrap() < page.find("pages/a/nb.md:7").unwrap(), "{page}");
        assert!(page.contains("<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>"), "{page}");
        assert!(trouble(&Trouble::Broken("<b>".to_owned()), "").contains("<pre>&lt;b&gt;</pre>"));
    }
}
