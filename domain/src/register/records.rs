//! The records of a CSV text, each with the line that it begins on.

use std::io::Cursor;

use super::fault::ExtractError;

/// Reads record after record, and can take a record back up to its first line.
pub(super) struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<Cursor<&'a [u8]>>,
    /// The line of the first byte that is not read yet; the header is on line 1.
    line: u64,
}

pub(super) struct Record {
    /// The line in the file on which the record begins, blank lines and line breaks in quotes counted.
    pub(super) line: u64,
    pub(super) fields: csv::StringRecord,
    /// Where in the text its second line begins, for a record of several lines.
    second_line: Option<usize>,
}

impl<'a> Records<'a> {
    /// Lines of `text` end with a line feed alone; see [`super::decode`].
    pub(super) fn of(text: &'a str, separator: u8) -> Self {
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(text.as_bytes()));
        Records { text, reader, line: 1 }
    }

    pub(super) fn next(&mut self) -> Result<Option<Record>, ExtractError> {
        let before = self.offset();
        let mut fields = csv::StringRecord::new();
        if !self.reader.read_record(&mut fields).map_err(|_| ExtractError::NotCsv)? {
            return Ok(None);
        }
        let after = self.offset();
        let taken = &self.text[before..after];
        let blank = taken.bytes().take_while(|b| *b == b'\n').count();
        let line = self.line + blank as u64;
        let record = taken[blank..].strip_suffix('\n').unwrap_or(&taken[blank..]);
        self.line += taken.bytes().filter(|b| *b == b'\n').count() as u64;
        Ok(Some(Record { line, fields, second_line: record.find('\n').map(|at| before + blank + at + 1) }))
    }

    /// Goes on with the second line of `record`, as though its first had been the whole of it.
    pub(super) fn resume_after_first_line(&mut self, record: &Record) -> Result<(), ExtractError> {
        if let Some(second_line) = record.second_line {
            let mut position = csv::Position::new();
            position.set_byte(second_line as u64).set_line(record.line + 1);
            self.reader.seek(position).map_err(|_| ExtractError::NotCsv)?;
            self.line = record.line + 1;
        }
        Ok(())
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.position().byte()).map_or(self.text.len(), |at| at.min(self.text.len()))
    }
}

impl Record {
    /// Whether the record runs over several lines because a quote was opened and forgotten.
    ///
    /// A name may have a line break in it; one with a line break and a separator is the end of one row and
    /// the beginning of the next.
    pub(super) fn has_unclosed_quote(&self, separator: u8, width: usize) -> bool {
        let swallowed = |field: &str| field.contains('\n') && field.contains(char::from(separator));
        self.second_line.is_some() && (self.fields.len() != width || self.fields.iter().any(swallowed))
    }

    /// Whether nothing stands between the separators: spreadsheets leave such rows at the end.
    pub(super) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}
