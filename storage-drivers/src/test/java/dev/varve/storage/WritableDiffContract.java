package dev.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// The tar that a writable layer is turned into.
public abstract class WritableDiffContract extends WritableLayerContract {
    private byte[] diff(LayerKey key) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        driver.writeDiff(key, tar);
        return tar.toByteArray();
    }

    private static List<String> names(byte[] tar) throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(tar), "ISO-8859-1")) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                names.add(e.isLink() ? e.getName() + "=" + e.getLinkName() : e.getName());
            }
        }
        return names;
    }

    private LayerKey made(Optional<LayerKey> parent, byte[] tar) throws IOException {
        LayerKey key = LayerKey.random();
        LayerApplier.apply(
                new ByteArrayInputStream(tar), driver.prepare(key, parent), TarLimits.DEFAULT);
        driver.commit(List.of(new CommittedLayer(key, "{}")));
        return key;
    }

    /// All that can be seen of a tree, with times in whole seconds, as a layer's tar has them.
    private Map<String, String> seen(LayerKey key) throws IOException {
        try (RootfsMount view = driver.mount(key)) {
            Map<String, String> lines = new TreeMap<>(TreeText.of(view.path(), true));
            lines.replaceAll((_, line) -> line.replaceAll(" t=(-?[0-9]+)\\.[0-9]+", " t=$1"));
            return lines;
        }
    }

    @Test
    void theDiffOfAFreshLayerIsEmpty() throws IOException {
        assertThat(diff(writable(Optional.of(image())))).isEqualTo(new byte[1024]);
        assertThat(diff(writable(Optional.empty()))).isEqualTo(new byte[1024]);
    }

    @Test
    void theDiffSaysWhatWasAddedChangedAndRemoved() throws Exception {
        LayerKey base =
                committed(
                        Optional.empty(),
                        new TestTar()
                                .file("dir/changed", "x")
                                .file("dir/gone", "x")
                                .file("dir/kept", "x")
                                .file("tree/a", "x")
                                .file("linked", "x"));
        LayerKey key = writable(Optional.of(base));
        try (RootfsMount view = driver.mount(key)) {
            shell(
                    view.path(),
                    "echo y > dir/changed; rm dir/gone; rm -r tree; ln linked linked2",
                    "mkdir new; touch new/f new-f; ln -s f new/link; mkfifo new/pipe",
                    "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"sock\")'");
        }
        byte[] tar = diff(key);
        assertThat(names(tar))
                .containsExactly(
                        "dir/",
                        "dir/changed",
                        "dir/.wh.gone",
                        "linked",
                        "linked2=linked",
                        "new/",
                        "new/f",
                        "new/link",
                        "new/pipe",
                        "new-f",
                        ".wh.tree");
        assertThat(diff(key)).isEqualTo(tar);
        assertThat(driver.usage(made(Optional.of(base), tar)).inodes()).isPositive();
    }

    @Test
    void theDiffGivesTheSameTreeOnTheParent() throws Exception {
        LayerKey base =
                committed(
                        Optional.empty(),
                        new TestTar()
                                .file("again/old", "x")
                                .file("again/sub/old", "x")
                                .file("becomes-dir", "x")
                                .file("becomes-file/a", "x")
                                .file("same", "x")
                                .file("h1", "x")
                                .hardLink("h2", "h1")
                                .hardLink("h3", "h1")
                                .file("hidden", "x")
                                .dir("attributes", 0755)
                                .device("zero", '3', 1, 5)
                                .symlink("s", "t"));
        LayerKey key = writable(Optional.of(base));
        try (RootfsMount view = driver.mount(key)) {
            shell(
                    view.path(),
                    "rm -r again; mkdir again; touch again/new; mkdir again/sub",
                    "rm becomes-dir; mkdir -m 1777 becomes-dir; touch becomes-dir/f",
                    "rm -r becomes-file; echo > becomes-file",
                    "ln same other; cp -p h2 t; mv t h2; rm h3",
                    "touch -r hidden ref; echo -n y > hidden; touch -r ref hidden; rm ref",
                    "setfattr -n user.k -v v attributes; touch -d 2001-02-03 attributes",
                    "ln -sfn t2 s; touch -hd 1960-01-01 s",
                    "cp /bin/true suid",
                    privileged() ? "chown 5:70000000 suid" : "chown 5:60000 suid",
                    "chmod 6755 suid",
                    "setfattr -n security.capability"
                            + " -v 0x0100000200200000000000000000000000000000 suid",
                    privileged()
                            ? "mknod null c 1 3; mknod disk b 259 1000"
                            : "touch -d 2001-02-03 zero; ln zero zero2",
                    "mkfifo -m 622 pipe",
                    "truncate -s 3000000 sparse; echo end >> sparse",
                    "printf x > $'odd\\351\\377'; mkdir $'d\\351'; printf x > $'d\\351/f'",
                    "d=; for i in 1 2 3 4 5 6; do d=$d/$(printf '%0200d' $i); done",
                    "mkdir -p .$d; touch .$d/leaf; ln -s $d far");
        }
        byte[] tar = diff(key);
        assertThat(seen(made(Optional.of(base), tar))).isEqualTo(seen(key));
        assertThat(diff(key)).isEqualTo(tar);
    }

    /// Error numbers that a mounted layer gives where nothing is wrong with the call.
    protected Set<Integer> faults() {
        return Set.of();
    }

    /// What random work begins with when nobody names a seed.
    protected long seed() {
        return System.nanoTime();
    }

    @Test
    void theDiffOfRandomWorkGivesTheSameTreeOnTheParent() throws IOException {
        long seed = Long.getLong("diff.seed", seed());
        int runs = Integer.getInteger("diff.runs", 5);
        System.out.printf("%s: -Ddiff.seed=%d%n", driver.name(), seed);
        Random random = new Random(seed);
        for (int run = 0; run < runs; run++) {
            LayerKey ground = writable(Optional.empty());
            work(ground, random);
            LayerKey base = made(Optional.empty(), diff(ground));
            LayerKey middle = writable(Optional.of(base));
            work(middle, random);
            LayerKey image = made(Optional.of(base), diff(middle));
            LayerKey key = writable(Optional.of(image));
            work(key, random);
            String as = "-Ddiff.seed=" + seed + " run " + run;
            assertThat(seen(base)).as(as).isEqualTo(seen(ground));
            assertThat(seen(image)).as(as).isEqualTo(seen(middle));
            LayerKey again = made(Optional.of(image), diff(key));
            assertThat(seen(again)).as(as).isEqualTo(seen(key));
            LayerKey fresh = writable(Optional.of(again));
            assertThat(driver.changes(fresh)).as(as).isEmpty();
            driver.remove(List.of(fresh, again, key, image, middle, base, ground));
        }
    }

    private void work(LayerKey key, Random random) throws IOException {
        try (RootfsMount view = driver.mount(key)) {
            RandomWork.in(view.path(), random, 80, faults());
        }
    }

    /// Whether a mounted layer takes names that mean removal in a layer's tar.
    protected boolean takesNamesOfWhiteouts() {
        return true;
    }

    @Test
    void aNameThatALayerCannotHoldIsRefused() throws IOException {
        LayerKey key = writable(Optional.of(image()));
        if (!takesNamesOfWhiteouts()) {
            assertThatThrownBy(() -> write(key, "d/.wh.mine", "x")).isInstanceOf(IOException.class);
            return;
        }
        write(key, "d/.wh.mine", "x");
        assertThatThrownBy(() -> diff(key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("d/.wh.mine");
    }

    @Test
    void onlyWritableLayersHaveADiff() throws IOException {
        LayerKey image = image();
        assertThatThrownBy(() -> diff(image)).isInstanceOf(NoSuchFileException.class);
    }
}
