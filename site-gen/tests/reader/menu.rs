use crate::site::Site;

#[test]
fn the_menu_says_where_the_reader_is() {
    let mut site = Site::new();
    for language in ["nb", "nn"] {
        site = site.page("del", language, "menu = true\n", "Hei.\n").page("annet", language, "", "Hei.\n");
    }
    let site = site.both("del/under", "Hei.\n");
    let menu = |path: &str| {
        let html = site.html(path);
        let (_, menu) = html.split_once("<nav class=\"site-menu\"").unwrap_or_else(|| panic!("{html}"));
        menu.split_once("</nav>").unwrap().0.to_owned()
    };
    assert!(menu("/del/").contains("<a href=\"/del/\" aria-current=\"page\">"), "{}", menu("/del/"));
    assert!(menu("/nn/del/under/").contains("<a href=\"/nn/del/\" aria-current=\"true\">"));
    for elsewhere in ["/", "/annet/", "/nn/annet/"] {
        assert!(!menu(elsewhere).contains("aria-current"), "{elsewhere}");
    }
}
