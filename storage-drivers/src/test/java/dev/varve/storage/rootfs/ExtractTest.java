package dev.varve.storage.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.TreeText;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;
import dev.varve.storage.tar.ExtractRules;
import dev.varve.storage.tar.MalformedLayerException;
import dev.varve.storage.tar.OverwriteRefusedException;
import dev.varve.storage.tar.Owner;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;
import dev.varve.storage.tree.TreeRemover;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Putting archives into a root file system. The facts are those of dockerd 20.10 and 28.5.
final class ExtractTest {
    private static final ExtractRules KEEP = new ExtractRules(true, null, TarLimits.DEFAULT);
    private static final FileTime LONG_AGO = FileTime.from(Instant.ofEpochSecond(1_000_000_000));

    @TempDir Path temp;
    private Path root;
    private Path w;
    private Rootfs rootfs;
    private Map<String, String> host;

    @BeforeEach
    void makeRoot() throws IOException {
        Files.createDirectory(temp.resolve("outside"));
        Files.writeString(temp.resolve("outside/secret"), "of the host");
        root = Files.createDirectory(temp.resolve("root"));
        w = Files.createDirectories(root.resolve("w"));
        Files.createDirectories(w.resolve("sub"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(w.resolve("sub/in"), "in");
        Files.writeString(w.resolve("only"), "old");
        Files.createSymbolicLink(w.resolve("ln"), Path.of("sub"));
        Files.createSymbolicLink(w.resolve("etc"), Path.of("/etc"));
        Files.createSymbolicLink(w.resolve("out"), Path.of("../../outside"));
        rootfs = Rootfs.open(root);
        host = TreeText.of(temp.resolve("outside"), true);
    }

    @AfterEach
    void theHostIsUntouched() throws IOException {
        rootfs.close();
        assertThat(TreeText.of(temp.resolve("outside"), true)).isEqualTo(host);
        try (Fd top = Open.directory(temp)) {
            TreeRemover.remove(top, TestTar.latin1("root")); // JUnit warns of its links
        }
    }

    private void extract(String path, TestTar tar) throws IOException {
        rootfs.extract(path, tar.stream(), ExtractRules.DEFAULT);
    }

    private static String line(Path path) throws IOException {
        return TreeText.of(path.getParent(), true).get(path.getFileName().toString());
    }

    @Test
    void entriesArePutIntoTheDirectory() throws IOException {
        Files.setLastModifiedTime(w, LONG_AGO);
        extract(
                "/w",
                new TestTar()
                        .dir("./", 0700)
                        .owner(1000, 1001)
                        .dir("d/", 0711)
                        .file("d/f", "x")
                        .file("only", "new")
                        .file("/leading", "x")
                        .file("imp/lied/f", "x")
                        .file(".wh.only", "")
                        .hardLink("h", "d/f")
                        .symlink("s", "anywhere")
                        .fifo("p")
                        .device("null", '3', 1, 3));
        assertThat(line(w)).startsWith("40755 0:0");
        assertThat(Files.getLastModifiedTime(w)).isNotEqualTo(LONG_AGO);
        assertThat(line(w.resolve("d"))).isEqualTo("40711 1000:1001 t=1700000000.0");
        assertThat(line(w.resolve("imp"))).startsWith("40755 0:0");
        assertThat(line(w.resolve("p"))).startsWith("10640 1000:1001 t=1700000000.0");
        assertThat(w.resolve("only")).hasContent("new");
        assertThat(w.resolve(".wh.only")).isEmptyFile();
        assertThat(w.resolve("leading")).hasContent("x");
        assertThat(Files.isSameFile(w.resolve("h"), w.resolve("d/f"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/w/ln", "w/ln/", "/w/ln/.", "/w/../w/ln"})
    void aLinkToADirectoryIsFollowed(String path) throws IOException {
        extract(path, new TestTar().file("f", "x").hardLink("h", "f").hardLink("g", "in"));
        assertThat(w.resolve("sub").toFile().list()).containsOnly("f", "g", "h", "in");
    }

    @Test
    void aDirectoryThatExistsTakesTheEntrysAttributesAndKeepsItsContent() throws IOException {
        Path sub = w.resolve("sub");
        byte[] key = "user.mine".getBytes(StandardCharsets.US_ASCII);
        try (Fd fd = Open.directory(sub)) {
            Xattrs.set(fd, key, key);
        }
        extract("/w", new TestTar().owner(5, 6).dir("sub", 0711).file("sub/new", "x"));
        assertThat(line(sub)).startsWith("40711 5:6 t=1700000000.0").contains("user.mine");
        assertThat(sub.resolve("in")).hasContent("in");
    }

    @Test
    void manyDirectoriesGetTheirTimes() throws IOException {
        TestTar tar = new TestTar();
        for (int i = 0; i < 100; i++) {
            tar.dir("d" + i, 0755);
        }
        for (int i = 0; i < 100; i++) {
            tar.file("d" + i + "/f", "x").symlink("sub/in", "x");
        }
        extract("/w", tar);
        for (int i = 0; i < 100; i++) {
            assertThat(line(w.resolve("d" + i))).endsWith("t=1700000000.0");
        }
    }

    @Test
    void kindsAreReplacedUnlessTheyAreKept() throws IOException {
        assertThatThrownBy(
                        () -> rootfs.extract("/w", new TestTar().file("sub", "x").stream(), KEEP))
                .isInstanceOf(OverwriteRefusedException.class)
                .hasMessage("cannot overwrite directory \"/w/sub\" with non-directory \"/w\"");
        assertThatThrownBy(() -> rootfs.extract("/w", new TestTar().dir("only").stream(), KEEP))
                .isInstanceOf(OverwriteRefusedException.class)
                .hasMessage("cannot overwrite non-directory \"/w/only\" with directory \"/w\"");
        assertThatThrownBy(() -> rootfs.extract("/w", new TestTar().dir("ln").stream(), KEEP))
                .isInstanceOf(OverwriteRefusedException.class);
        assertThat(w.resolve("sub/in")).hasContent("in");
        rootfs.extract("/w", new TestTar().file("only", "x").dir("sub").stream(), KEEP);
        assertThat(w.resolve("only")).hasContent("x");
        extract("/w", new TestTar().file("sub", "file now").dir("only").dir("ln"));
        assertThat(w.resolve("sub")).hasContent("file now");
        assertThat(w.resolve("only")).isEmptyDirectory();
        assertThat(w.resolve("ln")).isEmptyDirectory();
    }

    @Test
    void theOwnerCanBeGiven() throws IOException {
        ExtractRules rules = new ExtractRules(false, new Owner(33, 44), TarLimits.DEFAULT);
        TestTar tar = new TestTar().owner(1, 2).dir("d").file("d/f", "x").symlink("s", "t");
        rootfs.extract("/w", tar.stream(), rules);
        for (String name : new String[] {"d", "d/f", "s"}) {
            assertThat(line(w.resolve(name))).contains(" 33:44 ");
        }
    }

    @Test
    void whereItCannotBePutIsToldApart() {
        assertThatThrownBy(() -> extract("/w/only", new TestTar()))
                .isInstanceOf(RootfsException.NoExtractionPoint.class)
                .hasMessage("extraction point is not a directory");
        assertThatThrownBy(() -> extract("/w/only/x", new TestTar()))
                .isInstanceOf(RootfsException.NotADirectory.class);
        assertThatThrownBy(() -> extract("/nope", new TestTar()))
                .isInstanceOf(RootfsException.NoSuchPath.class);
        assertThatThrownBy(() -> extract("/w/out", new TestTar()))
                .isInstanceOf(RootfsException.NoSuchPath.class);
    }

    @Test
    void anEmptyStreamIsAnEmptyArchive() throws IOException {
        Map<String, String> before = TreeText.of(root, true);
        rootfs.extract("/w", InputStream.nullInputStream(), ExtractRules.DEFAULT);
        extract("/", new TestTar());
        assertThat(TreeText.of(root, true)).isEqualTo(before);
    }

    @Test
    void linksInTheTreeLeadInsideTheRoot() throws IOException {
        extract("/w", new TestTar().file("etc/made", "x").file("d/../beside", "x"));
        assertThat(root.resolve("etc/made")).hasContent("x");
        assertThat(w.resolve("beside")).hasContent("x");
        extract("/w", new TestTar().symlink("s", "/etc").file("s/through", "x"));
        assertThat(root.resolve("etc/through")).hasContent("x");
        extract("/w", new TestTar().symlink("up", "../../../..").file("up/above", "x"));
        assertThat(root.resolve("above")).hasContent("x");
    }

    @Test
    void hostileArchivesAreRefused() {
        for (TestTar tar :
                new TestTar[] {
                    new TestTar().file("../x", "x"),
                    new TestTar().file("/a/../../x", "x"),
                    new TestTar().file("out/x", "x"),
                    new TestTar().symlink("s", "../../outside").file("s/secret", "x"),
                    new TestTar().hardLink("h", "../etc/x"),
                    new TestTar().hardLink("h", "out/secret"),
                    new TestTar().hardLink("h", "nope"),
                    new TestTar().file("only/x", "x").dir("d"),
                    new TestTar().device("c", '3', 0, 0),
                    new TestTar().raw(new byte[] {1, 2, 3}),
                }) {
            assertThatThrownBy(() -> extract("/w", tar))
                    .isInstanceOf(MalformedLayerException.class);
        }
        byte[] cut = new TestTar().file("f", 0644, new byte[2000]).bytesWithoutEnd();
        InputStream in = new ByteArrayInputStream(cut, 0, 1500);
        assertThatThrownBy(() -> rootfs.extract("/w", in, ExtractRules.DEFAULT))
                .isInstanceOf(MalformedLayerException.class);
    }

    @Test
    void anArchiveIsNoLargerThanTheLimit() throws IOException {
        ExtractRules rules = new ExtractRules(false, null, TarLimits.DEFAULT.withBytes(5));
        rootfs.extract("/w", new TestTar().file("a", "123").file("b", "45").stream(), rules);
        TestTar larger = new TestTar().file("c", "123").file("d", "456");
        assertThatThrownBy(() -> rootfs.extract("/w", larger.stream(), rules))
                .isInstanceOf(MalformedLayerException.class)
                .hasMessageContaining("\"d\"")
                .hasMessageContaining("limit of 5");
    }

    @Test
    void whatIsMountedInTheTreeIsNotRemovedForAnEntry() throws Exception {
        Path inside = Files.createDirectory(w.resolve("sub/mounted"));
        run("mount", "--bind", temp.resolve("outside").toString(), inside.toString());
        try {
            assertThatThrownBy(() -> extract("/w", new TestTar().file("sub", "x")))
                    .isInstanceOfSatisfying(
                            LinuxException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
        } finally {
            run("umount", inside.toString());
        }
    }

    @Test
    void anArchiveGoesOutAndInAgain() throws IOException {
        extract(
                "/w/sub",
                new TestTar()
                        .owner(7, 70_000_000)
                        .pax("SCHILY.xattr.user.k", "v")
                        .file("suid", 06755, new byte[100])
                        .hardLink("hard", "suid")
                        .symlink("s", "../x")
                        .fifo("p")
                        .pax("path", "long/".repeat(60) + "\u00e9\u00ff")
                        .file("f", "x")
                        .dir("long", 01777));
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        rootfs.archive("/w/sub/.", tar);
        Files.createDirectory(root.resolve("copy"));
        rootfs.extract("/copy", new ByteArrayInputStream(tar.toByteArray()), ExtractRules.DEFAULT);
        Map<String, String> copy = TreeText.of(root.resolve("copy"), true);
        Map<String, String> sub = TreeText.of(w.resolve("sub"), true);
        copy.replaceAll((_, line) -> line.replaceAll("\\.[0-9]+", ""));
        sub.replaceAll((_, line) -> line.replaceAll("\\.[0-9]+", ""));
        assertThat(copy).hasSizeGreaterThan(60).isEqualTo(sub);
        assertThat(Stat.at(Fd.CWD, Open.bytes(root.resolve("copy/suid"))).links()).isEqualTo(2);
    }

    @Test
    void whoSwapsNamesMeanwhileGainsNothing() throws Exception {
        Path outside = temp.resolve("outside");
        AtomicBoolean done = new AtomicBoolean();
        Thread swapping = Thread.ofPlatform().start(() -> swap(w, outside, done));
        int entered = 0;
        for (int i = 0; i < 300; i++) {
            TestTar tar =
                    new TestTar()
                            .dir("d", 0777)
                            .file("d/secret", "x")
                            .dir("d/sub", 0777)
                            .device("d/null", '3', 1, 3)
                            .fifo("d/pipe")
                            .dir("d", 0700);
            try {
                extract("/w", tar);
                entered++;
            } catch (IOException e) {
                assertThat(e).isNotInstanceOf(RootfsException.class);
            }
        }
        done.set(true);
        swapping.join();
        assertThat(entered).isPositive();
    }

    private static void swap(Path directory, Path outside, AtomicBoolean done) {
        Path name = directory.resolve("d");
        Path aside = directory.resolve("aside");
        while (!done.get()) {
            try {
                Files.deleteIfExists(name);
                Files.createSymbolicLink(name, outside);
                Files.deleteIfExists(name);
                Files.createDirectory(name);
                Files.move(name, aside, StandardCopyOption.ATOMIC_MOVE);
                Files.createSymbolicLink(name, Path.of("../../outside"));
                Files.deleteIfExists(aside);
            } catch (IOException _) {
                Thread.onSpinWait(); // the other was faster
            }
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
