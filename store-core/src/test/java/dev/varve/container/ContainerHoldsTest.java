package dev.varve.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.container.ContainerHolds.Hold;
import dev.varve.error.StoreException.Conflict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@Timeout(60)
class ContainerHoldsTest {
    private final ContainerHolds impatient = new ContainerHolds(Duration.ofMillis(1));

    @Test
    void manyWorkTogetherAndNobodyAlone() {
        try (Hold one = impatient.together("a", "read a");
                Hold two = impatient.together("a", "read a");
                Hold other = impatient.alone("b", "remove b")) {
            assertThat(one).isNotSameAs(two).isNotSameAs(other);
            assertThatThrownBy(() -> impatient.alone("a", "remove container a"))
                    .isInstanceOf(Conflict.class)
                    .hasMessageStartingWith("cannot remove container a: another request is still");
            assertThatThrownBy(() -> impatient.together("b", "export container b"))
                    .hasMessageContaining("cannot export container b")
                    .hasMessageContaining("removal");
        }
        impatient.alone("a", "remove a").close();
        impatient.together("b", "export b").close();
    }

    @Test
    void whoWantsItAloneWaitsForTheOthers() throws Exception {
        ContainerHolds patient = new ContainerHolds(Duration.ofSeconds(30));
        Hold reading = patient.together("a", "read a");
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Hold> alone = executor.submit(() -> patient.alone("a", "remove a"));
            reading.close();
            alone.get().close();
        }
    }
}
