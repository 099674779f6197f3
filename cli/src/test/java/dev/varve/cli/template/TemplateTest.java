package dev.varve.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class TemplateTest {
    static Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("Name", "bob");
        data.put("Size", 42L);
        data.put("List", List.of("a", "b", "c"));
        data.put("Map", Map.of("k", "v", "a", Map.of("x", 1L)));
        data.put("Labels", Dictionary.of(Map.of("org.x/y", "z")));
        data.put("None", null);
        data.put("NoList", Absent.LIST);
        data.put("Empty", "");
        data.put("Yes", true);
        return data;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "plain ~ plain",
                "{{.Name}} ~ bob",
                "a {{- .Name -}} b ~ abobb",
                "{{/* nothing */}}x ~ x",
                "a {{- /* nothing */ -}} b ~ ab",
                "{{.List}} {{.Map}} {{.Size}} ~ [a b c] map[a:map[x:1] k:v] 42",
                "{{.Map.a.x}} ~ 1",
                "{{.None}} ~ <no value>",
                "{{.NoList}}{{json .NoList}}{{len .NoList}} ~ []null0",
                "{{if .Empty}}a{{else if .Yes}}b{{else}}c{{end}}! ~ b!",
                "{{if and .Name (not .Empty)}}y{{end}} ~ y",
                "{{or .Empty .Name}} ~ bob",
                "{{range .List}}{{.}},{{end}} ~ a,b,c,",
                "{{range $i, $e := .List}}{{$i}}{{$e}}{{end}} ~ 0a1b2c",
                "{{range $k, $v := .Labels}}{{$k}}={{$v}}{{end}} ~ org.x/y=z",
                "{{range .NoList}}x{{else}}none{{end}} ~ none",
                "{{range .List}}{{if eq . \"b\"}}{{continue}}{{end}}{{.}}{{end}} ~ ac",
                "{{range .List}}{{if eq . \"b\"}}{{break}}{{end}}{{.}}{{end}} ~ a",
                "{{with .Map}}{{.k}}{{$.Name}}{{end}} ~ vbob",
                "{{with .Empty}}x{{else}}y{{end}} ~ y",
                "{{$x := .Name}}{{$x}}{{$x = \"al\"}}{{$x}} ~ bobal",
                "{{index .List 1}}{{index .Labels \"org.x/y\"}}{{index .Map \"a\" \"x\"}} ~ bz1",
                "{{(index .Map \"a\").x}} ~ 1",
                "{{len .List}}{{len .Name}}{{len .Map}} ~ 332",
                "{{.Name | upper | printf \"%q\"}} ~ \"BOB\"",
                "{{printf \"%-5s|%5d|%05d|%v|%t\" .Name .Size .Size .List .Yes}} ~ bob  |  "
                        + " 42|00042|[a b c]|true",
                "{{print 1 2 \"x\" 3}}{{print \"a\" \"b\"}} ~ 1 2x3ab",
                "{{eq .Size 42}}{{ne .Name \"x\"}}{{lt 1 2}}{{ge .Size 43}} ~ truetruetruefalse",
                "{{eq .Name \"x\" \"bob\"}} ~ true",
                "{{join .List \"-\"}}{{split \"a.b\" \".\"}} ~ a-b-c[a b]",
                "{{title \"hello world\"}} {{lower \"ABC\"}} {{truncate .Name 2}}{{truncate .Name"
                        + " 9}} ~ Hello World abc bobob",
                "[{{pad .Name 1 2}}] ~ [ bob  ]",
                "{{json .Map.a}}{{json \"<&>\"}} ~ {\"x\":1}\"<&>\"",
                "{{slice .Name 1 2}}{{slice .List 1}} ~ o[b c]",
                "{{`raw \\n`}}{{'a'}}{{0x10}}{{-3}} ~ raw \\n9716-3",
            })
    void rendersAsGoDoes(String template, String expected) {
        assertThat(Template.parse(template).render(data())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{.Name ~ unclosed action",
                "{{nope .Name}} ~ function \"nope\" not defined",
                "{{if .Name}} ~ unexpected EOF",
                "{{end}} ~ unexpected {{end}}",
                "{{}} ~ missing value for command",
                "{{$x}} ~ undefined variable \"$x\"",
                "{{.Name | 3}} ~ non executable command in pipeline stage 2",
                "{{/* x ~ unclosed comment",
                "{{\"x}} ~ unterminated quoted string",
                "{{template x}} ~ unexpected \"x\" in template clause",
                "{{break}} ~ {{break}} outside {{range}}",
            })
    void refusesWhatItCannotParse(String template, String problem) {
        assertThatThrownBy(() -> Template.parse(template))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{.Nope}} ~ template: :1:2: executing \"\" at <.Nope>: map has no entry for key"
                        + " \"Nope\"",
                "{{.Name.X}} ~ can't evaluate field X in type interface {}",
                "{{index .List 3}} ~ index out of range: 3",
                "{{range .Name}}{{end}} ~ range can't iterate over bob",
                "{{.Name 1}} ~ Name is not a method but has arguments",
                "{{lt .Name 1}} ~ incompatible types for comparison",
                "{{join .Name \",\"}} ~ wrong type for value; expected []string; got string",
                "{{upper .Size}} ~ wrong type for value; expected string; got int",
                "{{truncate .Name}} ~ wrong number of args for truncate: want 2 got 1",
            })
    void tellsWhereItDoesNotFit(String template, String problem) {
        assertThatThrownBy(() -> Template.parse(template).renderStrict(data()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void deepNestingIsRefusedAndNotAStackOverflow() {
        assertThatThrownBy(() -> Template.parse("{{" + "(".repeat(100_000)))
                .isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> Template.parse("{{if 1}}".repeat(100_000)))
                .isInstanceOf(TemplateException.class);
    }
}
