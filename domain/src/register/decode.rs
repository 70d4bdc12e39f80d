//! Bytes to text.

use super::Encoding;
use super::fault::ExtractError;

/// The text of a file in UTF-8, with a byte order mark or not, or else in Windows-1252, with every line end
/// turned into one line feed.
pub(super) fn text(bytes: &[u8]) -> Result<(String, Encoding), ExtractError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ExtractError::Empty);
    }
    // Workbooks, archives and UTF-16 begin with NUL bytes among the rest; no header has them.
    if bytes.iter().take_while(|b| **b != b'\n').any(|b| *b == 0) {
        return Err(ExtractError::NotText);
    }
    let (text, encoding) = match str::from_utf8(bytes) {
        Ok(text) => (text.into(), Encoding::Utf8),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, Encoding::Windows1252),
    };
    let one_line_end =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
    Ok((one_line_end, encoding))
}
