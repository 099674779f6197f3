package dev.varve.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.fuzz.Fuzzing;
import dev.varve.fixtures.fuzz.Fuzzing.Answer;
import dev.varve.fixtures.fuzz.Inputs;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any text at all is a template that renders, or is refused.
class TemplateFuzzTest {
    private static final List<String> SAMPLES =
            List.of(
                    "plain {{.Name}}\t{{.Size}}",
                    "{{range $i, $e := .List}}{{if eq $i"
                            + " 1}}{{continue}}{{else}}{{break}}{{end}}{{end}}",
                    "{{with .Map}}{{.a.x | printf \"%-5d|%q|%v|%+x\" 1 \"s\" .}}{{else}}n{{end}}",
                    "{{define \"t\"}}{{.}}{{template \"t\" .}}{{end}}{{template \"t\" .Name}}",
                    "{{$x := index .Map \"a\" \"x\"}}{{$x = 7}}{{- $x -}} {{/* c */}}",
                    "{{json .}}{{join .List \",\"}}{{split \"a.b\" \".\"}}{{pad .Name 1 2}}",
                    "{{truncate .Name 2}}{{title .Name}}{{slice .List 1 2}}{{len .Labels}}",
                    "{{block \"b\" .}}{{or .Empty .Yes (not"
                            + " .None)}}{{end}}{{`raw`}}{{'a'}}{{0x1F}}{{1e3}}{{1i}}",
                    "{{range .NoList}}{{else}}{{lt 1 2}}{{html \"<\"}}{{urlquery \"&\"}}{{js"
                            + " \"'\"}}{{end}}");
    private static final List<String> PIECES =
            List.of(
                    "{{",
                    "}}",
                    "{{-",
                    "-}}",
                    "(",
                    ")",
                    "|",
                    ".",
                    "$",
                    "$x",
                    ":=",
                    "=",
                    ",",
                    "\"",
                    "`",
                    "'",
                    "\\",
                    "/*",
                    "*/",
                    " ",
                    "\n",
                    "if ",
                    "else ",
                    "end",
                    "range ",
                    "with ",
                    "define \"t\"",
                    "template \"t\" .",
                    "block \"t\" .",
                    "break",
                    "continue",
                    "nil",
                    "true",
                    "-1",
                    "9223372036854775808",
                    "0x",
                    "1e999",
                    ".Name",
                    ".List",
                    ".Map.a",
                    "printf ",
                    "\"%*d\"",
                    "\"%999999999d\"",
                    "\"%.999999999f\"",
                    "\"%[3]*.[2]*[1]f\"",
                    "print ",
                    "index ",
                    "slice ",
                    "len ",
                    "eq ",
                    "and ",
                    "or ",
                    "not ",
                    "call ",
                    "html ",
                    "js ",
                    "json ",
                    "join ",
                    "pad ",
                    "\"x\" 99999999 99999999",
                    "truncate ",
                    "((((((((",
                    "{{if .}}",
                    "{{end}}");

    @Test
    void anyTextIsATemplateThatRendersOrIsRefused() {
        Inputs inputs = Inputs.ofTexts(SAMPLES, PIECES);
        Fuzzing.run(
                        "templates",
                        inputs,
                        bytes -> rendered(new String(bytes, StandardCharsets.UTF_8)))
                .requireBoth();
    }

    private static Answer rendered(String text) {
        try {
            Template template = Template.parse(text);
            Answer strict = strict(template);
            template.render(TemplateTest.data());
            return strict;
        } catch (TemplateException e) {
            assertThat(e.getMessage()).isNotBlank();
            return Answer.refused(e.getMessage());
        }
    }

    private static Answer strict(Template template) {
        try {
            template.renderStrict(TemplateTest.data());
            return Answer.TAKEN;
        } catch (TemplateException e) {
            assertThat(e.getMessage()).isNotBlank();
            return Answer.refused(e.getMessage());
        }
    }
}
