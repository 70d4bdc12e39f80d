use super::*;

type Read = (u32, u32, Option<u16>);

fn read(text: &str) -> Vec<Read> {
    dates(text).into_iter().map(|found| (found.day, found.month, found.year)).collect()
}

#[test]
fn a_date_is_known_however_it_is_written() {
    for text in [
        "7. oktober 2024",
        "07.10.2024",
        "07.10.24.",
        "2024-10-07",
        "den 7. oktober\n2024",
        "7. Oktober\u{a0}2024",
        "7 oktober 2024",
        "7.oktober 2024",
        "7de oktober 2024",
        "7. okt. 2024",
        "7/10-2024",
        "7/10/2024",
        "7/10-24",
        "7-10-2024",
        "sjuende oktober 2024",
        "Syvende oktober 2024",
        "sjuande oktober 2024",
    ] {
        assert_eq!(read(text), [(7, 10, Some(2024))], "{text}");
    }
    for text in [
        "7. oktober",
        "7 oktober",
        "7.10.",
        "07.10. og",
        "7. oktober kl. 12.00",
        "7. okt. ",
        "7. okt",
        "7/10",
        "7/10.",
        "innen 7.10",
        "mandag 7.10, og",
        "den sjuende oktober.",
    ] {
        assert_eq!(read(text), [(7, 10, None)], "{text}");
    }
}

#[test]
fn days_that_share_their_month_are_all_known() {
    for text in [
        "7.–11. oktober",
        "7.-11. oktober",
        "7. – 11. oktober",
        "fra 7. til 11. oktober",
        "mellom 7. og 11. oktober",
        "7. til og med 11. oktober",
    ] {
        assert_eq!(read(text), [(7, 10, None), (11, 10, None)], "{text}");
    }
    assert_eq!(read("7., 8. og 11. oktober 2024"), [7, 8, 11].map(|day| (day, 10, Some(2024))));
    assert_eq!(read("7. oktober–1. november"), [(7, 10, None), (1, 11, None)]);
}

#[test]
fn what_only_looks_like_a_date_is_none() {
    for text in [
        "7. oktober-adressen",
        "7.10",
        "kl. 7.10",
        "7. gang",
        "123.10.",
        "2024",
        "7.",
        "7. ok",
        "1/2-delen",
        "7/10 av lærlingene",
        "Artikkel 7.10.2",
        "versjon 1.10.",
        "punkt 7.10. Her",
        "§ 7.10.",
        "7.10.2.1",
        "sjuende trinn",
        "i oktober 2024",
        "7.10-delen",
        "mellom 7 og 11 svar",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
}
