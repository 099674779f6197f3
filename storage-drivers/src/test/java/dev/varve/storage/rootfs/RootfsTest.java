package dev.varve.storage.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.TreeText;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.Owner;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;
import dev.varve.storage.tree.TreeRemover;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Looking into a root file system and reading archives out of it. The facts are those of dockerd
/// 20.10 and 28.5.
final class RootfsTest {
    @TempDir Path temp;
    private Path root;
    private Rootfs rootfs;

    @BeforeEach
    void makeRoot() throws IOException {
        Files.writeString(temp.resolve("secret"), "of the host");
        root = Files.createDirectory(temp.resolve("root"));
        apply(
                new TestTar()
                        .dir("etc", 0755)
                        .dir("etc/ssl", 0711)
                        .file("etc/ssl/only", "key")
                        .file("etc/ssl/.wh.only", "no whiteout")
                        .file("etc/hosts", "127.0.0.1")
                        .file("etc/passwd", "root:x:0:0::/:\nbroken\nweb:x:33:44::/:/bin/sh\n")
                        .file("etc/group", "root:x:0:\nstaff:x:50:web\n")
                        .dir("home", 0700)
                        .symlink("home/ssl", "../etc/ssl")
                        .symlink("hosts", "/etc/hosts")
                        .symlink("dangling", "no/where")
                        .symlink("out", "../../../../" + temp + "/secret")
                        .symlink("absolute", temp + "/secret")
                        .symlink("loop", "loop")
                        .file("suid", 06755, new byte[3])
                        .dir("tmp", 01777)
                        .fifo("pipe")
                        .device("null", '3', 1, 3)
                        .device("disk", '4', 8, 1));
        rootfs = Rootfs.open(root);
    }

    @AfterEach
    void close() throws IOException {
        rootfs.close();
        try (Fd top = Open.directory(temp)) {
            TreeRemover.remove(top, TestTar.latin1("root")); // JUnit warns of its links
        }
    }

    private void apply(TestTar tar) throws IOException {
        LayerApplier.apply(
                tar.stream(),
                new ActiveLayer(LayerKey.random(), root, WhiteoutFormat.AUFS),
                TarLimits.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, 2147484141",
        "/., ., 2147484141",
        "., ., 2147484141",
        "/etc/ssl, ssl, 2147484105",
        "/etc/ssl/, ssl, 2147484105",
        "/etc/ssl/., ., 2147484105",
        "etc/../etc/ssl, ssl, 2147484105",
        "/../../etc/ssl/.., etc, 2147484141",
        "/home/ssl, ssl, 134218239",
        "/home/ssl/, ssl, 2147484105",
        "/home/ssl/., ., 2147484105",
        "/home/ssl/only, only, 420",
        "/suid, suid, 12583405",
        "/tmp, tmp, 2148532735",
        "/pipe, pipe, 33554848",
        "/null, null, 69206448",
        "/disk, disk, 67109296",
    })
    void aPathIsDescribedAsDockerDoes(String path, String name, long mode) throws IOException {
        PathStat stat = rootfs.stat(path);
        assertThat(stat.name()).isEqualTo(name);
        assertThat(stat.mode()).isEqualTo(mode);
    }

    @Test
    void sizeAndTimeAreTheNodesOwn() throws IOException {
        PathStat stat = rootfs.stat("/etc/hosts");
        assertThat(stat.size()).isEqualTo(9);
        assertThat(stat.modified()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(stat.linkTarget()).isEmpty();
        assertThat(stat.isDirectory()).isFalse();
        assertThat(rootfs.stat("/etc").isDirectory()).isTrue();
    }

    @Test
    void aLinksTargetIsFollowedToItsEndInsideTheRoot() throws IOException {
        assertThat(rootfs.stat("/home/ssl").linkTarget()).isEqualTo("/etc/ssl");
        assertThat(rootfs.stat("/hosts").linkTarget()).isEqualTo("/etc/hosts");
        assertThat(rootfs.stat("/dangling").linkTarget()).isEqualTo("/no/where");
        assertThat(rootfs.stat("/out").linkTarget()).isEqualTo(temp + "/secret");
        assertThatThrownBy(() -> rootfs.stat("/loop")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/nope/x", "/dangling/", "/out/", "/absolute/", "/etc/x/y"})
    void whatIsNotThereIsToldApart(String path) {
        assertThatThrownBy(() -> rootfs.stat(path)).isInstanceOf(RootfsException.NoSuchPath.class);
        assertThatThrownBy(() -> rootfs.archive(path, new ByteArrayOutputStream()))
                .isInstanceOf(RootfsException.NoSuchPath.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hosts/", "/etc/hosts/.", "/etc/hosts/x", "/hosts/", "/pipe/x"})
    void whatIsNoDirectoryIsToldApart(String path) {
        assertThatThrownBy(() -> rootfs.stat(path))
                .isInstanceOf(RootfsException.NotADirectory.class)
                .hasMessage("lstat " + path + ": not a directory");
        assertThatThrownBy(() -> rootfs.archive(path, new ByteArrayOutputStream()))
                .isInstanceOf(RootfsException.NotADirectory.class);
    }

    private List<String> archive(String path) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        rootfs.archive(path, tar);
        return entries(tar.toByteArray());
    }

    private static List<String> entries(byte[] tar) throws IOException {
        List<String> entries = new ArrayList<>();
        // Commons Compress would drop a slash at the start of a name.
        for (TarArchiveEntry entry : list(tar)) {
            String link = entry.getLinkName();
            entries.add(entry.getName() + (link.isEmpty() ? "" : " -> " + link));
        }
        return entries;
    }

    private static List<TarArchiveEntry> list(byte[] tar) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                entries.add(e);
            }
        }
        return entries;
    }

    @Test
    void anArchiveIsRootedAtThePathsName() throws IOException {
        assertThat(archive("/etc/ssl")).containsExactly("ssl/", "ssl/.wh.only", "ssl/only");
        assertThat(archive("/etc/ssl/")).containsExactly("ssl/", "ssl/.wh.only", "ssl/only");
        assertThat(archive("/etc/ssl/.")).containsExactly("./", "./.wh.only", "./only");
        assertThat(archive("/home/ssl")).containsExactly("ssl -> ../etc/ssl");
        assertThat(archive("/home/ssl/")).containsExactly("ssl/", "ssl/.wh.only", "ssl/only");
        assertThat(archive("/home/ssl/only")).containsExactly("only");
        assertThat(archive("/dangling")).containsExactly("dangling -> no/where");
        assertThat(archive("/null")).containsExactly("null");
        assertThat(archive("/.")).startsWith("./", "./absolute -> " + temp + "/secret");
    }

    @Test
    void theRootsOwnNamesStartWithASlash() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        rootfs.archive("/", tar);
        byte[] bytes = tar.toByteArray();
        assertThat(new String(bytes, 0, 2, StandardCharsets.ISO_8859_1)).isEqualTo("/\0");
        assertThat(new String(bytes, 512, 10, StandardCharsets.ISO_8859_1))
                .isEqualTo("/absolute\0");
    }

    @Test
    void anExportHoldsTheWholeTreeInOrder() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        rootfs.export(tar);
        assertThat(entries(tar.toByteArray()))
                .containsExactly(
                        "absolute -> " + temp + "/secret",
                        "dangling -> no/where",
                        "disk",
                        "etc/",
                        "etc/group",
                        "etc/hosts",
                        "etc/passwd",
                        "etc/ssl/",
                        "etc/ssl/.wh.only",
                        "etc/ssl/only",
                        "home/",
                        "home/ssl -> ../etc/ssl",
                        "hosts -> /etc/hosts",
                        "loop -> loop",
                        "null",
                        "out -> ../../../../" + temp + "/secret",
                        "pipe",
                        "suid",
                        "tmp/");
        Path copy = Files.createDirectory(temp.resolve("copy"));
        LayerApplier.apply(
                new ByteArrayInputStream(tar.toByteArray()),
                new ActiveLayer(LayerKey.random(), copy, WhiteoutFormat.AUFS),
                TarLimits.DEFAULT);
        assertThat(TreeText.of(copy, true)).isEqualTo(TreeText.of(root, true));
    }

    @Test
    void whatSomebodyHasMountedInTheTreeIsLeftOut() throws Exception {
        Path other = Files.createDirectory(temp.resolve("other"));
        Files.writeString(other.resolve("precious"), "x");
        mount(other, root.resolve("tmp"));
        mount(temp.resolve("secret"), root.resolve("etc/hosts"));
        try {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            rootfs.export(tar);
            assertThat(entries(tar.toByteArray()))
                    .contains("tmp/", "etc/passwd")
                    .doesNotContain("tmp/precious", "etc/hosts");
            assertThat(archive("/tmp")).containsExactly("tmp/", "tmp/precious");
        } finally {
            run("umount", root.resolve("tmp").toString());
            run("umount", root.resolve("etc/hosts").toString());
        }
    }

    private static void mount(Path what, Path where) throws Exception {
        run("mount", "--bind", what.toString(), where.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void usersAreThoseOfTheRootsOwnFiles() throws IOException {
        Map<String, Owner> owners = new TreeMap<>();
        for (String user :
                List.of("web", "33", "7", "web:staff", "web:9", ":staff", "0:0", "33:")) {
            owners.put(user, rootfs.owner(user));
        }
        assertThat(owners)
                .isEqualTo(
                        Map.of(
                                "web", new Owner(33, 44),
                                "33", new Owner(33, 44),
                                "7", new Owner(7, 0),
                                "web:staff", new Owner(33, 50),
                                "web:9", new Owner(33, 9),
                                ":staff", new Owner(0, 50),
                                "0:0", new Owner(0, 0),
                                "33:", new Owner(33, 44)));
        assertThatThrownBy(() -> rootfs.owner("nobody"))
                .isInstanceOf(RootfsException.UnknownUser.class)
                .hasMessage(
                        "failed to look up user \"nobody\" in container: no matching entries in"
                                + " passwd file");
        assertThatThrownBy(() -> rootfs.owner("web:nogroup"))
                .isInstanceOf(RootfsException.UnknownUser.class)
                .hasMessageContaining("group \"nogroup\"");
    }
}
