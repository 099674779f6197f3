package dev.varve.cli;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.util.List;

/// `completion`: prints what a shell needs to complete command lines. What it prints asks the
/// program itself, by [Completer], so that it never falls behind the verbs that there are.
final class CompletionVerb implements Verb {
    private static final String BASH =
            """
            # bash completion of varve and image. Put it to use with: source <(varve completion bash)
            _varve_complete() {
              local line=${COMP_LINE:0:COMP_POINT} last words=() word reply files=
              read -r -a words <<<"$line"
              [[ $line == *[[:space:]] ]] && words+=("")
              last=${words[${#words[@]}-1]}
              COMPREPLY=()
              while IFS= read -r reply; do
                if [[ $reply == :files ]]; then files=yes; else COMPREPLY+=("$reply"); fi
              done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
              if [[ -n $files ]]; then
                while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen -f -- "$last")
                compopt -o filenames 2>/dev/null
              fi
              # bash takes a colon for the end of a word: what stands before it is typed already.
              if [[ $last == *:* && $COMP_WORDBREAKS == *:* ]]; then
                word=${last%"${last##*:}"}
                COMPREPLY=("${COMPREPLY[@]#"$word"}")
              fi
            }
            complete -F _varve_complete varve image
            """;
    private static final String ZSH =
            """
            #compdef varve image
            # zsh completion of varve and image. Put it to use with: source <(varve completion zsh)
            _varve_complete() {
              local -a replies
              replies=("${(@f)$(${words[1]} __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
              if (( ${replies[(Ie):files]} )); then
                replies=("${(@)replies:#:files}")
                _files
              fi
              replies=("${(@)replies:#}")
              compadd -- "${replies[@]}"
            }
            compdef _varve_complete varve image
            """;
    private static final String FISH =
            """
            # fish completion of varve and image. Put it to use with: varve completion fish | source
            function __varve_complete
                set -l words (commandline -opc) (commandline -ct)
                for reply in ($words[1] __complete $words[2..-1] 2>/dev/null)
                    if test "$reply" = :files
                        __fish_complete_path (commandline -ct)
                    else
                        echo $reply
                    end
                end
            end
            complete -c varve -f -a '(__varve_complete)'
            complete -c image -f -a '(__varve_complete)'
            """;

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "completion",
                List.of(),
                "bash|zsh|fish",
                1,
                1,
                "Print what a shell needs to complete command lines");
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public Operand operand() {
        return Operand.SHELL;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        session.out()
                .print(
                        switch (operands.getFirst()) {
                            case "bash" -> BASH;
                            case "zsh" -> ZSH;
                            case "fish" -> FISH;
                            default ->
                                    throw new Failure(
                                            ExitCode.USAGE,
                                            "unknown shell: "
                                                    + operands.getFirst()
                                                    + "; known are bash, zsh and fish");
                        });
        return ExitCode.DONE;
    }
}
