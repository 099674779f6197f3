package dev.varve.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.NoSpaceException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

class SeamTest {
    private static final int FLAGS = Open.O_WRONLY | Open.O_CREAT;

    @TempDir Path temp;
    private final List<Step> steps = new ArrayList<>();

    private Verdict record(Step step) {
        steps.add(step);
        return Verdict.GO;
    }

    private List<String> seen() {
        return steps.stream().map(step -> step.toString().replace(temp.toString(), "")).toList();
    }

    private static byte[] name(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void whatIsChangedIsAnnouncedWithItsPathWhetherByDescriptorOrByPath() throws IOException {
        try (Seam.Watching _ = Seam.watch(temp, this::record);
                Fd dir = Open.directory(temp)) {
            Nodes.mkdirat(dir, name("d"), 0700);
            try (Fd inner = Open.directory(dir, name("d"));
                    Fd file = Open.at(inner, name("f"), FLAGS, 0600)) {
                file.write(name("text"), 0, 4);
                Attributes.fchmod(file, 0644);
                Attributes.chmod(file, 0640);
                file.fsync();
                Nodes.renameat2(inner, name("f"), dir, name("g"), 0);
            }
            Disk.move(temp.resolve("g"), temp.resolve("h"));
            try (FileChannel channel = Disk.channel(temp.resolve("h"), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(name("more")));
                channel.force(true);
            }
            Disk.step(Verb.RUN, temp, "zfs list");
        }
        assertThat(seen())
                .containsExactly(
                        "MKDIR /d",
                        "CREATE /d/f",
                        "WRITE /d/f",
                        "CHMOD /d/f",
                        "CHMOD /d/f",
                        "FSYNC /d/f",
                        "RENAME /d/f /g",
                        "RENAME /g /h",
                        "WRITE /h",
                        "FSYNC /h",
                        "RUN  zfs list");
    }

    @Test
    void elsewhereAndAfterwardsNothingIsSeen() throws IOException {
        Path watched = Files.createDirectory(temp.resolve("a"));
        Path other = Files.createDirectory(temp.resolve("ab"));
        try (Seam.Watching _ = Seam.watch(watched, this::record)) {
            Disk.createDirectories(other.resolve("x"));
            Disk.createDirectories(watched.resolve("x"));
        }
        Disk.delete(watched.resolve("x"));
        assertThat(seen()).containsExactly("MKDIR /a/x");
        assertThat(Seam.watched()).isFalse();
    }

    @Test
    void aStepThatIsRefusedFailsAsTheKernelWouldFailItAndChangesNothing() throws IOException {
        try (Fd dir = Open.directory(temp);
                Seam.Watching _ = Seam.watch(temp, _ -> new Verdict.Fail(Errno.ENOSPC))) {
            assertThatThrownBy(() -> Nodes.mkdirat(dir, name("d"), 0700))
                    .isInstanceOf(NoSpaceException.class);
            assertThatThrownBy(() -> Disk.createDirectories(temp.resolve("d")))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("No space left on device");
            assertThatThrownBy(() -> Open.at(dir, name("f"), FLAGS, 0600))
                    .isInstanceOf(NoSpaceException.class);
        }
        assertThat(temp.toFile().list()).isEmpty();
    }

    @Test
    void aTornWriteLeavesItsFirstBytes() throws IOException {
        DiskWatch tear = step -> step.verb() == Verb.WRITE ? new Verdict.Tear(3, 5) : Verdict.GO;
        try (Seam.Watching _ = Seam.watch(temp, tear);
                Fd file = Open.at(Fd.CWD, Open.bytes(temp.resolve("f")), FLAGS, 0600);
                OutputStream out =
                        Disk.newOutputStream(temp.resolve("g"), StandardOpenOption.CREATE_NEW)) {
            assertThatThrownBy(() -> file.write(name("abcdef"), 0, 6))
                    .isInstanceOf(LinuxException.class);
            assertThatThrownBy(() -> out.write(name("abcdef"))).isInstanceOf(IOException.class);
        }
        assertThat(temp.resolve("f")).hasContent("abc");
        assertThat(temp.resolve("g")).hasContent("abc");
    }
}
