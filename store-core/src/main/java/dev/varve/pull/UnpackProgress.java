package dev.varve.pull;

import dev.varve.content.Ingest;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.pull.PullPlan.Step;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Tells how much of a blob was unpacked, once its download no longer has anything to tell.
final class UnpackProgress extends FilterInputStream {
    private final Step step;
    private final @Nullable Ingest ingest;
    private final PullProgress progress;
    private long done;

    UnpackProgress(InputStream in, Step step, @Nullable Ingest ingest, PullProgress progress) {
        super(in);
        this.step = step;
        this.ingest = ingest;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        count(count);
        return count;
    }

    private void count(int bytes) {
        if (bytes <= 0) {
            return;
        }
        done += bytes;
        if (step.first() && (ingest == null || ingest.isComplete())) {
            progress.layer(step.blob().digest(), LayerState.EXTRACTING, done, step.blob().size());
        }
    }
}
