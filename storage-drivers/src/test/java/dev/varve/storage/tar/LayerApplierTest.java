package dev.varve.storage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.TreeText;
import dev.varve.storage.WhiteoutFormat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/// What a layer's entries become on disk.
final class LayerApplierTest {
    @TempDir Path temp;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
    }

    private AppliedLayer apply(WhiteoutFormat format, InputStream tar) throws IOException {
        return LayerApplier.apply(
                tar, new ActiveLayer(LayerKey.random(), root, format), TarLimits.DEFAULT);
    }

    private Map<String, String> overlay(TestTar tar) throws IOException {
        apply(WhiteoutFormat.OVERLAY, tar.stream());
        return TreeText.of(root);
    }

    private Map<String, String> delete(TestTar tar) throws IOException {
        apply(WhiteoutFormat.DELETE, tar.stream());
        return TreeText.of(root);
    }

    @Test
    void filesKeepModeOwnerTimeAndContent() throws IOException {
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .owner(1000, 1001)
                                .pax("mtime", "1600000000.123456789")
                                .file("bin/su", 04755, TestTar.latin1("hello")));
        assertThat(tree.get("bin/su"))
                .startsWith("104755 1000:1001 t=1600000000.123456789 size=5 2cf24dba5fb0a30e");
        assertThat(tree.get("bin")).isEqualTo("40755 0:0");
    }

    /// acl(5): version 2, then user::rwx, group::r-x, mask::rwx, other::---, each as tag, mode, id.
    private static final byte[] DEFAULT_ACL = {
        2, 0, 0, 0, 1, 0, 7, 0, -1, -1, -1, -1, 4, 0, 5, 0, -1, -1, -1, -1, 16, 0, 7, 0, -1, -1, -1,
        -1, 32, 0, 0, 0, -1, -1, -1, -1
    };

    @Test
    void rootsFilesAreRootsWhateverTheirDirectoryHandsDown() throws IOException {
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .owner(0, 50)
                                .dir("spool", 02775)
                                .owner(0, 0)
                                .file("spool/f", 0644, TestTar.latin1("x"))
                                .symlink("spool/s", "f")
                                .file("wide", 0666, TestTar.latin1("x"))
                                .file("none", 0, TestTar.latin1("x"))
                                .file("s", 06755, TestTar.latin1("x")));
        assertThat(tree.get("spool")).startsWith("42775 0:50");
        assertThat(tree.get("spool/f")).startsWith("100644 0:0 ");
        assertThat(tree.get("spool/s")).startsWith("120777 0:0 ");
        assertThat(tree.get("wide")).startsWith("100666 0:0 ");
        assertThat(tree.get("none")).startsWith("100000 0:0 ");
        assertThat(tree.get("s")).startsWith("106755 0:0 ");
    }

    @Test
    void aDefaultAclDoesNotChangeTheModesOfALayersFiles() throws IOException {
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .pax("SCHILY.xattr.system.posix_acl_default", DEFAULT_ACL)
                                .dir("acl")
                                .file("acl/f", 0644, TestTar.latin1("x")));
        assertThat(tree.get("acl/f")).startsWith("100644 0:0 ");
    }

    @Test
    void directoriesGetTheirTimesAfterTheirContent() throws IOException {
        overlay(new TestTar().dir("d").file("d/f", "x").dir("e").file("d/late", "y"));
        assertThat(TreeText.of(root, true).get("d")).isEqualTo("40755 0:0 t=1700000000.0");
    }

    @Test
    void timesOfManyOpenDirectoriesSurviveTheirEviction() throws IOException {
        TestTar tar = new TestTar();
        for (int i = 0; i < 200; i++) {
            tar.dir("d" + i);
        }
        for (int i = 0; i < 200; i++) {
            tar.file("d" + i + "/f", "x");
        }
        overlay(tar);
        assertThat(TreeText.of(root, true).entrySet())
                .filteredOn(e -> !e.getKey().contains("/"))
                .hasSize(200)
                .allMatch(e -> e.getValue().equals("40755 0:0 t=1700000000.0"));
    }

    @Test
    void aDirectoryReachedByTwoPathsKeepsItsTime() throws IOException {
        overlay(
                new TestTar()
                        .dir("real")
                        .symlink("alias", "real")
                        .file("alias/a", "1")
                        .file("real/b", "2")
                        .hardLink("alias/c", "real/a"));
        Map<String, String> tree = TreeText.of(root, true);
        assertThat(tree.get("real")).isEqualTo("40755 0:0 t=1700000000.0");
        assertThat(tree.get("real/c")).contains("=real/a");
    }

    @Test
    void everyKindOfEntryIsMade() throws IOException {
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .owner(5, 6)
                                .file("f", "x")
                                .symlink("s", "/etc/passwd")
                                .hardLink("h", "f")
                                .fifo("p")
                                .device("c", '3', 1, 3)
                                .device("b", '4', 259, 70000));
        assertThat(tree.get("s")).isEqualTo("120777 5:6 t=1700000000.0 -> /etc/passwd");
        assertThat(tree.get("h")).contains("=f");
        assertThat(tree.get("p")).startsWith("10640 5:6");
        assertThat(tree.get("c")).isEqualTo("20660 5:6 t=1700000000.0 dev=259");
        assertThat(tree.get("b")).startsWith("60660 5:6").contains("dev=");
    }

    @Test
    void namesAreAnyBytes() throws IOException {
        assertThat(overlay(new TestTar().file("caf\u00e9/\u00ff", "x")))
                .containsKey("caf\\xe9/\\xff");
    }

    @Test
    void longNamesOfBothKindsAreRead() throws IOException {
        String name = "d/" + "n".repeat(200);
        String pax = "p/" + "m".repeat(250);
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .gnuLong('L', name)
                                .file("short", "1")
                                .pax("path", pax)
                                .file("short", "2")
                                .gnuLong('K', "t".repeat(300))
                                .symlink("link", "short"));
        assertThat(tree).containsKeys(name, pax).doesNotContainKey("short");
        assertThat(tree.get("link")).endsWith("t".repeat(300));
    }

    @Test
    void extendedAttributesAreKeptAndForgedOnesDropped() throws IOException {
        byte[] capability = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .pax("SCHILY.xattr.user.a", new byte[] {0, 1})
                                .pax("LIBARCHIVE.xattr.user.b%3d", "aGk=")
                                .pax("SCHILY.xattr.security.capability", capability)
                                .pax("SCHILY.xattr.trusted.overlay.opaque", "y")
                                .pax("SCHILY.xattr.user.overlay.opaque", "y")
                                .pax("SCHILY.xattr.security.selinux", "x")
                                .owner(7, 7)
                                .file("f", "x"));
        assertThat(tree.get("f"))
                .endsWith(
                        "{security.capability=0100000200040000000000000000000000000000,"
                                + " user.a=0001, user.b==6869}");
    }

    @Test
    void ownersAreUnsignedAndNeverNarrowed() throws IOException {
        Map<String, String> tree =
                overlay(new TestTar().pax("uid", "4294967294").pax("gid", "65536").file("f", ""));
        assertThat(tree.get("f")).contains(" 4294967294:65536 ");
    }

    @Test
    void overlayWhiteoutsAreDevicesAndOpaqueAttributes() throws IOException {
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .owner(3, 4)
                                .file("d/.wh.gone", "")
                                .file("o/.wh..wh..opq", "")
                                .file("o/new", "x")
                                .file(".wh..wh.plnk/1.2", "x")
                                .dir(".wh..wh.aufs"));
        assertThat(tree.get("d/gone")).startsWith("20000 3:4").endsWith("dev=0");
        assertThat(tree.get("o")).isEqualTo("40755 0:0 {trusted.overlay.opaque=79}");
        assertThat(tree.keySet()).containsExactly("d", "d/gone", "o", "o/new");
    }

    @Test
    void whiteoutOfANameOfTheSameLayerRemovesIt() throws IOException {
        assertThat(overlay(new TestTar().file("d/f", "x").file(".wh.d", "")).get("d"))
                .startsWith("20000")
                .endsWith("dev=0");
    }

    @Test
    void whatReplacesAWhiteoutHidesTheLayersBelow() throws IOException {
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .file(".wh.file", "")
                                .file("file", "x")
                                .file(".wh.dir", "")
                                .dir("dir")
                                .file(".wh.implied", "")
                                .file("implied/x", "y"));
        assertThat(tree.get("file")).startsWith("100644");
        assertThat(tree.get("dir")).isEqualTo("40755 0:0 {trusted.overlay.opaque=79}");
        assertThat(tree.get("implied")).isEqualTo("40755 0:0 {trusted.overlay.opaque=79}");
    }

    @Test
    void deletedNamesGoAndOpaqueDirectoriesKeepOnlyTheLayersOwn() throws IOException {
        delete(
                new TestTar()
                        .file("a", "1")
                        .file("tree/x/y", "1")
                        .file("o/old", "1")
                        .file("o/sub/old", "1")
                        .file("o/both", "1"));
        Map<String, String> tree =
                delete(
                        new TestTar()
                                .file(".wh.a", "")
                                .file(".wh.tree", "")
                                .file("o/early", "2")
                                .file("o/sub/new", "2")
                                .file("o/.wh..wh..opq", "")
                                .file("o/both", "2"));
        assertThat(tree.keySet()).containsExactly("o", "o/both", "o/early", "o/sub", "o/sub/new");
    }

    @Test
    void laterEntriesReplaceEarlierOnesAndDirectoriesMerge() throws IOException {
        Map<String, String> tree =
                overlay(
                        new TestTar()
                                .file("f", "first")
                                .file("f", "second!")
                                .dir("d", 0700)
                                .file("d/kept", "x")
                                .dir("d", 01777)
                                .symlink("s", "d")
                                .file("s", "now a file")
                                .dir("gone/deep/er")
                                .symlink("gone", "d"));
        assertThat(tree.get("f")).contains("size=7");
        assertThat(tree.get("d")).isEqualTo("41777 0:0");
        assertThat(tree).containsKey("d/kept").doesNotContainKey("gone/deep");
        assertThat(tree.get("s")).contains("size=10");
        assertThat(tree.get("gone")).contains("-> d");
    }

    @Test
    void theRootsEntryCountsOnlyWhereDockerTakesIt() throws IOException {
        TestTar tar = new TestTar().owner(9, 9).dir("./", 0700);
        apply(WhiteoutFormat.OVERLAY, tar.stream());
        assertThat(Files.getAttribute(root, "unix:uid")).isEqualTo(0);
        apply(WhiteoutFormat.DELETE, tar.stream());
        assertThat(Files.getAttribute(root, "unix:uid")).isEqualTo(9);
        assertThat((int) Files.getAttribute(root, "unix:mode") & 07777).isEqualTo(0700);
    }

    @Test
    void leadingSlashesAndDotsAreDropped() throws IOException {
        assertThat(overlay(new TestTar().file("/./abs//f", "x")).keySet())
                .containsExactly("abs", "abs/f");
    }

    @Test
    void hardLinkWithASizeHasNoData() throws IOException {
        TestTar tar = new TestTar().file("f", "data");
        tar.entry(TestTar.latin1("h"), '1', 0644, "f", 4, new byte[0]).file("g", "next");
        assertThat(overlay(tar)).containsKeys("f", "g", "h");
    }

    @Test
    void paxSizeIsForTheFileAndNotForTheHeaderBetween() throws IOException {
        TestTar tar = new TestTar();
        tar.extended('x', TestTar.record("size", TestTar.latin1("5")));
        tar.gnuLong('L', "named");
        tar.entry(TestTar.latin1("x"), '0', 0644, "", 0, TestTar.latin1("12345"));
        assertThat(overlay(tar.file("next", "n"))).containsKeys("named", "next");
    }

    @Test
    void theStreamIsReadToItsVeryEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new TestTar().file("f", "x").bytes());
        all.writeBytes(new byte[300_000]);
        all.writeBytes(TestTar.latin1("garbage"));
        InputStream in = new ByteArrayInputStream(all.toByteArray());
        AppliedLayer applied = apply(WhiteoutFormat.OVERLAY, in);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(applied).isEqualTo(new AppliedLayer(1, 1, 0, false));
    }

    @Test
    void anEmptyLayerIsALayer() throws IOException {
        assertThat(
                        apply(WhiteoutFormat.OVERLAY, new ByteArrayInputStream(new byte[1024]))
                                .entries())
                .isZero();
        assertThat(apply(WhiteoutFormat.OVERLAY, new ByteArrayInputStream(new byte[0])).entries())
                .isZero();
    }

    @Test
    void filesLargerThanAnyBufferArrive() throws IOException {
        byte[] large = new byte[3_000_001];
        new Random(1).nextBytes(large);
        overlay(new TestTar().file("small", "x").file("large", 0600, large).file("after", "y"));
        assertThat(Files.readAllBytes(root.resolve("large"))).isEqualTo(large);
    }

    @Test
    void sparseFilesOfAllFormatsAreRead() throws IOException {
        TestTar tar = new TestTar();
        tar.pax("GNU.sparse.size", "1000000").pax("GNU.sparse.map", "4096,3,999999,1");
        tar.file("pax01", "abcd");
        tar.pax("GNU.sparse.major", "1").pax("GNU.sparse.minor", "0");
        tar.pax("GNU.sparse.name", "pax10").pax("GNU.sparse.realsize", "1000000");
        byte[] map = Arrays.copyOf(TestTar.latin1("2\n4096\n3\n999999\n1\n"), 516);
        System.arraycopy(TestTar.latin1("abcd"), 0, map, 512, 4);
        tar.file("GNUSparseFile/x", 0644, map);
        byte[] old = tar.header(TestTar.latin1("old"), 'S', 0644, "", 4);
        System.arraycopy(TestTar.latin1("ustar  \0"), 0, old, 257, 8);
        TestTar.octal(old, 386, 12, 4096);
        TestTar.octal(old, 398, 12, 3);
        TestTar.octal(old, 410, 12, 999999);
        TestTar.octal(old, 422, 12, 1);
        TestTar.octal(old, 483, 12, 1000000);
        tar.raw(TestTar.sealed(old)).padded(TestTar.latin1("abcd"));
        Map<String, String> tree = overlay(tar);
        byte[] expected = new byte[1000000];
        System.arraycopy(TestTar.latin1("abc"), 0, expected, 4096, 3);
        expected[999999] = 'd';
        assertThat(tree.keySet()).containsExactly("old", "pax01", "pax10");
        for (String name : tree.keySet()) {
            assertThat(Files.readAllBytes(root.resolve(name))).isEqualTo(expected);
        }
    }
}
