package dev.varve.differential;

import java.util.List;
import java.util.stream.Stream;

/// All scenarios.
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all() {
        return Stream.of(
                        PullScenarios.all(),
                        TagScenarios.all(),
                        ListScenarios.all(),
                        FilterScenarios.all(),
                        RemoveScenarios.all(),
                        PruneScenarios.all(),
                        HistoryScenarios.all(),
                        InspectScenarios.all(),
                        UseScenarios.all(),
                        ParentScenarios.all(),
                        ContainerScenarios.all(),
                        ArchiveScenarios.all(),
                        PushScenarios.all(),
                        SystemScenarios.all())
                .flatMap(List::stream)
                .toList();
    }
}
