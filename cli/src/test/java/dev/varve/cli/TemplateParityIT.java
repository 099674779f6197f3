package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Templates, good and malformed, give what they give in docker's own client: text and errors.
@Tag("docker")
class TemplateParityIT {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "{{.ID}} {{.Size}}",
                "{{.Id}} {{.Size}}",
                "{{.ID}} {{.Id}}",
                "{{.Config.Labels.nope}}",
                "{{.Config.Labels}}{{.Config.Env}}{{.Config.Entrypoint}}{{.Config.Volumes}}",
                "{{.Metadata.LastTagTime}}",
                "{{json .Metadata}}{{json .Config}}{{json .GraphDriver}}",
                "{{json .}}",
                "{{.RootFS}}",
                "{{.Comment}}|{{.Variant}}|{{.OsVersion}}|{{.Container}}",
                "{{range $i, $t := .RepoTags}}{{if $i}}, {{end}}{{$t}}{{end}}",
                "{{range .RepoTags}}{{if eq ."
                        + " \"busybox:1\"}}{{continue}}{{end}}{{.}}{{break}}{{end}}",
                "{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{else}}none{{end}}",
                "{{range .Config.Entrypoint}}x{{else}}none{{end}}",
                "{{range 3}}{{.}}{{end}}",
                "{{with $x := .Config}}{{$x.WorkingDir}}{{end}}",
                "{{with .Variant}}v{{else with .Os}}{{.}}{{else}}n{{end}}",
                "{{if .Variant}}v{{else if .Os}}{{.Os}}{{end}}",
                "{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}",
                "{{$x := .Os}}{{range .RepoTags}}{{$x := .}}{{end}}{{$x}}",
                "{{define \"T\"}}<{{.}}>{{end}}{{template \"T\" .Os}}{{template \"T\"}}",
                "{{block \"B\" .Os}}[{{.}}]{{end}}{{template \"B\" .ID}}",
                "{{define \"T\"}}{{.Nope}}{{end}}{{template \"T\" .}}",
                "{{template \"nope\"}}",
                "{{define \"T\"}}{{template \"T\"}}",
                "{{define \"T\"}}x{{else}}y{{end}}",
                "{{define T}}x{{end}}",
                "{{block \"T\"}}x{{end}}",
                "{{html \"<a href='x'>&\\\"\"}} {{js \"<a='b'>\\n\\\"&\"}} {{urlquery \"a"
                        + " b/c&d=é~\"}}",
                "{{html .RepoTags}}{{html 1 2}}{{urlquery .Size}}",
                "{{print 1 2 \"a\" \"b\" 3}}|{{println .Os 1}}|{{printf \"%s-%d-%v-%q-%t\" .Os 3"
                        + " .RepoTags .Os true}}",
                "{{printf \"%5s|%-5s|%05d|%x|%X|%c|%U|%e|%.2f|%8.3f|%+d|%T\" \"a\" \"b\" 42 255 255"
                        + " 65 65 1.5 2.345 3.14159 7 \"x\"}}",
                "{{printf \"%d %s\" 1}}{{printf \"%d\" 1 2}}{{printf \"%d\" \"x\"}}{{printf"
                        + " \"%!\"}}{{printf \"100%%\"}}",
                "{{len .RepoTags}}{{len .Os}}{{len .Config.Labels}}",
                "{{len 3}}",
                "{{len .Nope}}",
                "{{index .RepoTags 0}}{{index .Config.Labels \"maintainer\"}}[{{index"
                        + " .Config.Labels \"x\"}}]",
                "{{index .RepoTags 5}}",
                "{{index .RepoTags \"x\"}}",
                "{{index .Os 0}}",
                "{{index}}",
                "{{index nil}}",
                "{{slice .Os 1 3}}{{slice .RepoTags 1}}{{slice .RepoTags 0 1}}",
                "{{slice .Os 1 2 3}}",
                "{{slice .Os 3 1}}",
                "{{slice .Os 99}}",
                "{{and 1 0 2}}{{or 0 \"\" \"x\"}}{{not 0}}{{and}}",
                "{{or .Variant \"none\"}}{{and .Os .Architecture}}{{.Os | or .Variant}}",
                "{{eq .Os \"linux\"}}{{ne .Os \"x\"}}{{lt 1 2}}{{le 2 2}}{{gt 1 2}}{{ge 2 3}}{{eq 1"
                        + " 2 3 1}}",
                "{{eq .Os 1}}",
                "{{lt .Os 1}}",
                "{{eq .Os}}",
                "{{eq .RepoTags .RepoTags}}",
                "{{lt true false}}",
                "{{eq 1 1.0}}",
                "{{eq nil nil}}{{eq .Os nil}}",
                "{{lower \"ABC\"}}{{upper .Os}}{{title \"hello world_x y-z\"}}{{join .RepoTags"
                        + " \",\"}}",
                "{{pad .Os 1 2}}|{{pad \"\" 1 2}}|{{truncate .Os 3}}|{{truncate .Os 30}}|{{split"
                        + " .Os \"n\"}}",
                "{{join .Os \",\"}}",
                "{{upper 1}}",
                "{{upper}}",
                "{{upper .Os .Os}}",
                "{{pad .Os}}",
                "{{pad .Os \"a\" 1}}",
                "{{truncate .Os .Os}}",
                "{{printf}}",
                "{{printf 1}}",
                "{{call .Os}}",
                "{{(index .RepoTags 0) | printf \"%s!\"}}{{(.Config).WorkingDir}}{{(index .RepoTags"
                        + " 0).X}}",
                "{{.Os.Nope}}",
                "{{.Config.Nope}}",
                "{{.Config.Nope.More}}",
                "{{.Nope.Nope}}",
                "{{.Config.Healthcheck.Test}}",
                "{{.Os 1}}",
                "{{.RepoTags | .Os}}",
                "{{\"x\" | .Config.Labels}}",
                "{{1 | 2}}",
                "{{.Os | \"x\"}}",
                "{{.Os | }}",
                "{{| .Os}}",
                "{{.Os |",
                "{{.Os",
                "{{.Os}",
                "{{",
                "{{}}",
                "{{ }}",
                "{{if}}x{{end}}",
                "{{if .Os}}x",
                "{{end}}",
                "{{else}}",
                "{{if .Os}}x{{else}}y{{else}}z{{end}}",
                "{{if .Os}}x{{else foo}}y{{end}}",
                "{{if .Os}}{{else with .Os}}{{end}}",
                "{{end .Os}}",
                "{{range .Os}}x{{end}}",
                "{{range .Size}}x{{break}}{{end}}",
                "{{range $a, $b, $c := .RepoTags}}x{{end}}",
                "{{range $a, 1 := .RepoTags}}x{{end}}",
                "{{$a, $b := .RepoTags}}",
                "{{break}}",
                "{{continue}}",
                "{{range .RepoTags}}{{break 1}}{{end}}",
                "{{with nil}}x{{end}}",
                "{{nil}}",
                "{{nil.Os}}",
                "{{1.Os}}",
                "{{\"a\".Os}}",
                "{{..Os}}",
                "{{.RootFS}}.{{.Os}}",
                "{{with .RootFS}}{{.}}{{$.Os}}{{end}}",
                "{{$x}}",
                "{{$x.Os}}",
                "{{nope .Os}}",
                "{{nope}}",
                "{{.Os nope}}",
                "{{/* comment */}}x{{- /* c */ -}} y",
                "{{ /* comment */}}",
                "{{/* comment",
                "{{/* comment */ x}}",
                "a {{- .Os -}} b",
                "a {{- .Os}} b {{3 -}} c {{-3}}",
                "{{.Os}} {{- \"x\" -}}\n {{.Os}}",
                "{{\"x}}",
                "{{\"a\\x41\\u00e9\\t\\101\"}}{{`raw \\n`}}{{'a'}}{{'\\n'}}",
                "{{'ab'}}",
                "{{'}}",
                "{{'a}}",
                "{{\"\\q\"}}",
                "{{`x}}",
                "{{0x1F}} {{010}} {{0b11}} {{1_000}} {{-3}} {{+4}} {{1.5}} {{1e3}} {{.5}}",
                "{{1x}}",
                "{{0x}}",
                "{{99999999999999999999}}",
                "{{(.Os}}",
                "{{.Os)}}",
                "{{()}}",
                "{{(1 2)}}",
                "{{.Os @}}",
                "{{.Os#}}",
                "{{é}}",
                "{{.Os, .ID}}",
                "{{.Os:}}",
                "{{.Os := 1}}",
                "{{.Os = 1}}",
                "{{$x = 1}}",
                "{{$x := }}",
                "{{template}}",
                "{{template 1}}",
                "{{template \"x\" .Os .ID}}",
                "{{if .Os}}\n{{.Nope}}{{end}}",
                "{{.Os}}\n\n  {{.Nope}}",
                "{{.Os}}\n\n  {{nope}}",
                "é {{.Nope}}",
                "{{with .Config}}{{.Nope}}{{end}}",
                "{{range .RepoTags}}{{.Nope}}{{end}}",
                "{{if .Nope}}{{end}}",
                "{{if (eq .Nope 1)}}{{end}}",
                "{{printf \"%s\" (index .RepoTags 9)}}",
                "{{true}}{{false}}{{not true}}",
                "{{true 1}}",
                "{{\"a\" \"b\"}}",
                "{{1 2}}",
                "{{. 1}}",
                "{{$ 1}}",
                "json",
                "{{json .Nope}}",
                "{{json \"<&>\\u2028\"}}{{json 1.5}}{{json nil}}",
                "{{.Config.Labels.maintainer.x}}",
                "{{(printf \"%s\" .Os).X}}",
                "{{len (split .ID \":\")}}{{index (split .ID \":\") 0}}",
            })
    void givesWhatDockerGives(String template) throws Exception {
        try (FakeDaemon daemon = CannedImages.serve(FakeDaemon.start(directory))) {
            List<String> words = List.of("image", "inspect", "-f", template, "busybox");
            DockerProgram docker = DockerProgram.run(daemon.host(), directory, words);
            CommandLineRun ours =
                    CommandLineRun.run(
                            daemon.host(),
                            "",
                            0,
                            Map.of("DOCKER_CONFIG", directory.toString()),
                            words.toArray(String[]::new));
            assertThat(ours.out() + "--\n" + ours.err())
                    .isEqualTo(docker.out() + "--\n" + docker.err());
            assertThat(ours.code().number() == 0).isEqualTo(docker.exit() == 0);
        }
    }
}
