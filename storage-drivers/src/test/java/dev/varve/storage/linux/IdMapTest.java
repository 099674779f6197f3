package dev.varve.storage.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;

final class IdMapTest {
    private static final String ONE = "uid 0 1000 1\ngid 0 1000 1\n";
    private static final String FULL =
            "uid 0 1000 1\nuid 1 100000 65536\ngid 0 1000 1\ngid 1 200000 65536\n";

    @Test
    void textIsReadBackAndWrongTextIsRefused() throws IOException {
        assertThat(IdMap.parse(FULL).text()).isEqualTo(FULL);
        assertThat(IdMap.parse(IdMap.whole().text())).isEqualTo(IdMap.whole());
        for (String wrong : new String[] {"x", "uid 0 1", "uid 0 1 2 3", "uid 0 -1 2"}) {
            assertThatThrownBy(() -> IdMap.parse(wrong)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aMapKeepsTheOwnersOfOneThatItContains() throws IOException {
        IdMap one = IdMap.parse(ONE);
        IdMap full = IdMap.parse(FULL);
        assertThat(full.keeps(one)).isTrue();
        assertThat(full.keeps(full)).isTrue();
        assertThat(one.keeps(full)).isFalse();
        assertThat(IdMap.whole().keeps(one)).isFalse();
        assertThat(full.keeps(IdMap.parse(FULL.replace("100000", "100001")))).isFalse();
        assertThat(one.isPartial()).isTrue();
        assertThat(IdMap.whole().isPartial()).isFalse();
    }

    @Test
    void anIdIsHeldByItsRange() throws IOException {
        IdMap full = IdMap.parse(FULL);
        assertThat(full.holdsUid(65536)).isTrue();
        assertThat(full.holdsUid(65537)).isFalse();
        assertThat(full.holdsGid(-2)).isFalse();
        assertThat(IdMap.whole().holdsGid(-2)).isTrue();
        assertThat(full.shown()).isEqualTo("uids 0, 1-65536 and gids 0, 1-65536");
    }

    @Test
    void deviceNumbersAreTakenApart() {
        long device = Stat.device(0xabcdef, 0x123456);
        assertThat(Stat.major(device)).isEqualTo(0xabcdef);
        assertThat(Stat.minor(device)).isEqualTo(0x123456);
    }
}
