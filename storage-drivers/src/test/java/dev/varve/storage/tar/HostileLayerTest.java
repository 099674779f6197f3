package dev.varve.storage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.TreeText;
import dev.varve.storage.WhiteoutFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// Layers that mean harm. After each, nothing beside the layer's root has changed.
final class HostileLayerTest {
    @TempDir Path temp;
    private Path root;
    private Path outside;
    private Map<String, String> before = Map.of();

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        before = TreeText.of(outside, true);
    }

    @AfterEach
    void nothingOutsideHasChanged() throws IOException {
        assertThat(TreeText.of(outside, true)).isEqualTo(before);
        assertThat(temp.toFile().list()).containsExactlyInAnyOrder("root", "outside");
    }

    private void apply(byte[] tar, WhiteoutFormat format, TarLimits limits) throws IOException {
        LayerApplier.apply(
                new ByteArrayInputStream(tar),
                new ActiveLayer(LayerKey.random(), root, format),
                limits);
    }

    private void applied(TestTar tar) throws IOException {
        apply(tar.bytes(), WhiteoutFormat.OVERLAY, TarLimits.DEFAULT);
    }

    private void refused(byte[] tar, String why) {
        assertThatThrownBy(() -> apply(tar, WhiteoutFormat.OVERLAY, TarLimits.DEFAULT))
                .isInstanceOf(MalformedLayerException.class)
                .hasMessageContaining(why);
    }

    private void refused(TestTar tar, String why) {
        refused(tar.bytes(), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/x", "a/../../outside/x", "..", "/../x", "a/.."})
    void dotDotIsRefused(String name) {
        refused(new TestTar().file(name, "x"), "\"..\"");
        refused(new TestTar().file("f", "x").hardLink("h", name), "\"..\"");
    }

    @Test
    void symlinkedParentsLeadToPlacesInside() throws IOException {
        applied(
                new TestTar()
                        .symlink("abs", outside.toString())
                        .symlink("up", "../../../../.." + outside)
                        .dir(outside.toString())
                        .file("abs/one", "x")
                        .file("up/two", "x")
                        .file("abs/.wh.secret", "")
                        .dir("abs/dir"));
        assertThat(root.resolve(outside.toString().substring(1)).resolve("two")).exists();
    }

    @Test
    void aParentThatIsADanglingLinkIsRefused() {
        refused(new TestTar().symlink("abs", outside.toString()).file("abs/x", "x"), "directory");
    }

    @Test
    void linksInACircleAreRefused() {
        refused(new TestTar().symlink("a", "b").symlink("b", "a").file("a/x", "x"), "circle");
    }

    @Test
    void theLastComponentIsNeverFollowed() throws IOException {
        Path secret = outside.resolve("secret");
        applied(
                new TestTar()
                        .symlink("file", secret.toString())
                        .file("file", "overwritten")
                        .symlink("dir", outside.toString())
                        .dir("dir", 0700)
                        .symlink("chmod", secret.toString())
                        .hardLink("hard", "chmod")
                        .owner(4, 4)
                        .symlink("chmod", secret.toString()));
        assertThat(Files.isSymbolicLink(root.resolve("hard"))).isTrue();
    }

    @Test
    void hardLinksStayInside() throws IOException {
        String secret = outside.resolve("secret").toString();
        refused(new TestTar().hardLink("h", secret), "does not exist");
        refused(
                new TestTar().symlink("abs", outside.toString()).hardLink("h", "abs/secret"),
                "does not exist");
        refused(new TestTar().dir("d").hardLink("h", "d"), "directory");
        refused(new TestTar().hardLink("h", "/"), "root");
        refused(new TestTar().file(".wh.w", "").hardLink("h", "w"), "whiteout");
        refused(new TestTar().file("self", "x").hardLink("self", "self"), "does not exist");
    }

    @Test
    void anExistingLinkToOutsideInTheTreeIsNotFollowedWhenDeleted() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), outside);
        TestTar tar = new TestTar().file(".wh.link", "").file(".wh..wh..opq", "");
        apply(tar.bytes(), WhiteoutFormat.DELETE, TarLimits.DEFAULT);
        assertThat(root.toFile().list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", "d/.wh..", ".wh..."})
    void whiteoutsOfNoNameAreRefused(String name) {
        refused(new TestTar().file(name, ""), "whiteout of no name");
    }

    @Test
    void aDirectoryWithAWhiteoutsNameIsRefused() {
        refused(new TestTar().file(".wh.d/f", ""), "whiteout's name");
    }

    @Test
    void forgedWhiteoutDevicesAreRefused() {
        refused(new TestTar().device("c", '3', 0, 0), "0:0");
    }

    @Test
    void theRootMayOnlyBeADirectory() {
        refused(new TestTar().symlink("./", outside.toString()), "root");
        refused(new TestTar().file("/", "x"), "root");
    }

    @Test
    void nulBytesAreRefused() {
        refused(new TestTar().pax("path", "a\0b").file("x", ""), "NUL");
        refused(new TestTar().pax("path", "a\0").file("x", ""), "NUL");
        refused(new TestTar().pax("linkpath", "a\0").symlink("x", "y"), "NUL");
    }

    @Test
    void longPathsAndNamesAreRefused() {
        refused(new TestTar().pax("path", "a/".repeat(2048)).dir("x"), "4096, more than the limit");
        refused(
                new TestTar().pax("path", "a".repeat(256)).dir("x"),
                "256, more than the limit of 255");
        refused(new TestTar().pax("linkpath", "a".repeat(4096)).symlink("x", "y"), "limit of 4095");
    }

    @Test
    void paxBombsAreRefused() {
        TestTar block = new TestTar();
        block.raw(TestTar.sealed(block.header(TestTar.latin1("x"), 'x', 0, "", (1 << 20) + 1L)));
        refused(block, "1048577, more than the limit of 1048576");
        TestTar global = new TestTar();
        global.raw(TestTar.sealed(global.header(TestTar.latin1("g"), 'g', 0, "", 1L << 32)));
        refused(global, "limit of 1048576");
        TestTar records = new TestTar();
        for (int i = 0; i < 1001; i++) {
            records.pax("k" + i, "v");
        }
        refused(records.file("f", ""), "limit of 1000 records");
    }

    @Test
    void badNumbersAreRefused() {
        refused(new TestTar().pax("uid", "4294967295").file("f", ""), "4294967294");
        refused(new TestTar().pax("uid", "-1").file("f", ""), "4294967294");
        refused(new TestTar().pax("size", "1".repeat(21)).file("f", ""), "limit of 20");
        refused(new TestTar().pax("size", "9".repeat(20)).file("f", ""), "64 bits");
        refused(new TestTar().pax("size", "-5").file("f", ""), "-5");
        refused(new TestTar().pax("size", "0x5").file("f", ""), "decimal");
        refused(new TestTar().pax("mtime", "1e999999").file("f", ""), "decimal");
        refused(new TestTar().pax("mtime", "1." + "0".repeat(1000)).file("f", ""), "time");
    }

    @Test
    void negativeSizesInBase256AreRefused() {
        TestTar tar = new TestTar();
        byte[] header = tar.header(TestTar.latin1("f"), '0', 0644, "", 0);
        Arrays.fill(header, 124, 136, (byte) 0xff);
        refused(tar.raw(TestTar.sealed(header)), "its size is -1");
        byte[] huge = tar.header(TestTar.latin1("f"), '0', 0644, "", 0);
        huge[124] = (byte) 0x80;
        Arrays.fill(huge, 125, 136, (byte) 0xff);
        refused(new TestTar().raw(TestTar.sealed(huge)), "64 bits");
    }

    @Test
    void largeExtendedAttributesAreRefused() {
        refused(
                new TestTar().pax("SCHILY.xattr.user.a", new byte[65537]).file("f", ""),
                "65537, more than the limit of 65536");
    }

    @Test
    void moreBytesThanAllowedAreRefusedBeforeTheyAreWritten() {
        TarLimits limits = TarLimits.DEFAULT.withBytes(10);
        byte[] tar = new TestTar().file("a", "123456").file("b", "123456").bytes();
        assertThatThrownBy(() -> apply(tar, WhiteoutFormat.OVERLAY, limits))
                .isInstanceOf(MalformedLayerException.class)
                .hasMessageContaining("12, more than the limit of 10");
        assertThat(root.resolve("b")).doesNotExist();
    }

    @Test
    void sparseMapsThatLieAreRefused() {
        TestTar beyond = new TestTar();
        beyond.pax("GNU.sparse.size", "10").pax("GNU.sparse.map", "8,4").file("f", "abcd");
        refused(beyond, "leaves the file");
        TestTar back = new TestTar();
        back.pax("GNU.sparse.size", "100").pax("GNU.sparse.map", "8,2,0,2").file("f", "abcd");
        refused(back, "out of order");
        TestTar few = new TestTar();
        few.pax("GNU.sparse.size", "100").pax("GNU.sparse.map", "8,2").file("f", "abcd");
        refused(few, "are stored");
    }

    @Test
    void whatReadersDisagreeAboutIsRefused() {
        refused(
                new TestTar().entry(TestTar.latin1("d"), '5', 0755, "", 5, TestTar.latin1("12345")),
                "no file but has a size");
        refused(new TestTar().raw(new byte[512]).file("hidden", "x"), "lone block of zeros");
        byte[] record = TestTar.record("path", TestTar.latin1("a"));
        refused(new TestTar().extended('x', record).extended('x', record).file("f", ""), "two");
        refused(new TestTar().extended('x', record), "after an extended header");
        TestTar names = new TestTar().extended('x', record).gnuLong('L', "b");
        refused(names.entry(TestTar.latin1("f"), '0', 0644, "", 0, new byte[0]), "two values");
        refused(
                new TestTar().entry(TestTar.latin1("f"), 'M', 0644, "", 0, new byte[0]),
                "type 0x4d");
    }

    @Test
    void damagedTarsAreRefused() {
        byte[] whole = new TestTar().file("f", "x".repeat(2000)).bytesWithoutEnd();
        refused(Arrays.copyOf(whole, 700), "ends in the middle");
        refused(Arrays.copyOf(whole, 100), "ends in the middle");
        byte[] flipped = whole.clone();
        flipped[3] ^= 1;
        refused(flipped, "checksum");
        ByteArrayOutputStream noise = new ByteArrayOutputStream();
        noise.writeBytes(new byte[] {1, 2, 3});
        noise.writeBytes(new byte[600]);
        refused(noise.toByteArray(), "checksum");
    }

    @Test
    void refusalsAreSafeToShow() {
        refused(new TestTar().file("\u001b[31m/../x", ""), "\\x1b[31m");
    }
}
