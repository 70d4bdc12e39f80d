use site_gen::finding::FaultKind;

use crate::site::Site;

fn page(body: &str) -> String {
    Site::new().both("plan", body).html("/plan/")
}

#[test]
fn a_task_is_a_box_to_tick_with_its_words_as_label() {
    let html = page("- [ ] Vi har **tilgang**\n- [x] Vi har rettet [VIGO](/)\n");
    assert!(html.contains("<li><span class=\"tick\"><input class=\"ds-input\" type=\"checkbox\" id=\"felt-1\"><label id=\"felt-1-navn\" for=\"felt-1\">Vi har <strong>tilgang</strong></label></span></li>"), "{html}");
    assert!(html.contains("id=\"felt-2\" checked><label"), "{html}");
}

#[test]
fn tasks_below_a_task_are_boxes_of_their_own() {
    let html = page("- [ ] En\n  - [ ] To\n\n  Mer om en.\n- vanlig\n");
    assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
    assert!(html.contains(">En</label></span>"), "{html}");
    assert!(html.contains("<p>Mer om en.</p>"), "{html}");
    assert!(html.contains("<li><p>vanlig</p>"), "{html}");
}

#[test]
fn words_before_a_line_name_a_field() {
    let html = page("Ansvarlig: ____\n\n- **Frist:** ____\n- Hvordan skal dere følge opp?\n  ________\n");
    assert!(html.contains("<p><span class=\"field\"><label for=\"felt-1\">Ansvarlig:</label><input class=\"ds-input\" type=\"text\" autocomplete=\"off\" id=\"felt-1\"></span></p>"), "{html}");
    assert!(html.contains("<label for=\"felt-2\"><strong>Frist:</strong></label><input"), "{html}");
    assert!(
        html.contains(
            "følge opp?</label><textarea class=\"ds-input\" autocomplete=\"off\" id=\"felt-3\"></textarea>"
        ),
        "{html}"
    );
}

#[test]
fn a_line_right_below_words_is_their_field_and_by_itself_a_rule() {
    let html = page("Hva skal gjøres?\r\n________\n\n____\n\n- a\n\n  b\n  ____\n");
    assert!(
        html.contains("<p><span class=\"field\"><label for=\"felt-1\">Hva skal gjøres?</label><textarea"),
        "{html}"
    );
    assert!(html.contains("<label for=\"felt-2\">b</label><input"), "{html}");
    assert_eq!(html.matches("<hr>").count(), 1, "{html}");
}

#[test]
fn a_task_can_have_a_field_that_bears_its_name() {
    let html = page("- [ ] Plan er laget, av: ____\n");
    assert!(html.contains("<label id=\"felt-1-navn\" for=\"felt-1\">Plan er laget, av:</label></span><span class=\"field\"><input class=\"ds-input\" type=\"text\" autocomplete=\"off\" aria-labelledby=\"felt-1-navn\""), "{html}");
}

#[test]
fn three_lines_are_words_and_so_are_lines_in_code() {
    let html = page("a ___\n\n`b ____` c\n");
    assert!(!html.contains("<input"), "{html}");
}

#[test]
fn a_field_without_a_name_is_a_fault() {
    let site = Site::new().page("plan", "nb", "only = true\n", "- [ ] ____\n");
    assert_eq!(site.faults(), [FaultKind::FieldWithoutName]);
}

#[test]
fn an_archived_page_says_so_and_links_to_what_holds_now() {
    let site = Site::new()
        .file("rounds/2023.toml", std::fs::read("../content/rounds/2023.toml").unwrap())
        .both("ny", "Hei.\n")
        .page("gammel", "nb", "replaced_by = \"/ny\"\nround = 2023\n", "Hei.\n")
        .page("gammel", "nn", "replaced_by = \"/ny/\"\n", "Hei.\n");
    let html = site.html("/gammel/");
    assert!(
        html.contains("Denne siden er arkivert.</strong> Den handler om gjennomføringen i 2023."),
        "{html}"
    );
    assert!(html.contains("<a class=\"ds-link\" href=\"/ny/\">Om ny</a>"), "{html}");
    let html = site.html("/nn/gammel/");
    assert!(html.contains("Denne sida er arkivert.</strong></p>"), "{html}");
    assert!(html.contains("<a class=\"ds-link\" href=\"/nn/ny/\">Om ny</a>"), "{html}");
    let site = site.page("gammel", "nb", "replaced_by = \"/nyy/\"\n", "Hei.\n");
    let near = Some("/ny/".to_owned());
    assert_eq!(site.faults(), [FaultKind::DeadLink { link: "/nyy/".into(), near }]);
}

#[test]
fn a_picture_has_its_size_so_that_nothing_moves_when_it_comes() {
    let gif = b"GIF89a\x20\x00\x10\x00\x00\x00\x00;";
    let site = Site::new().file("pages/a.gif", gif).both("x", "![Skjerm](/a.gif)\n");
    let html = site.html("/x/");
    assert!(
        html.contains("<img src=\"/a.gif\" alt=\"Skjerm\" width=\"32\" height=\"16\" loading=\"lazy\">"),
        "{html}"
    );
}
