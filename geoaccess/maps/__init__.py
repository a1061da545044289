"""Maps: pages that open offline in any browser, in Japanese and English.

`geoaccess.maps.content.MapContent` says what is on a page and
`geoaccess.maps.page.render_score_map` returns the page as one HTML text.
"""
