package dev.varve.container;

import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.storage.rootfs.RootfsException;
import dev.varve.storage.tar.MalformedLayerException;
import dev.varve.storage.tar.OverwriteRefusedException;
import dev.varve.text.GoQuote;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.ZipException;

/// Runs work on files on platform threads, and says in docker's words why it failed.
final class FileWork {
    private final ExecutorService executor;

    FileWork(ExecutorService executor) {
        this.executor = executor;
    }

    /// @param verb what is tried, "export container web"
    /// @param container as the user wrote it
    /// @param path in the container, "" for none
    <T> T call(String verb, String container, String path, Callable<T> task) {
        Future<T> future = executor.submit(task);
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new Cancelled("interrupted while trying to " + verb);
        } catch (ExecutionException e) {
            throw failure(verb, container, path, e.getCause());
        }
    }

    private static StoreException failure(
            String verb, String container, String path, Throwable cause) {
        return switch (cause) {
            case StoreException e -> e;
            case RootfsException.NoSuchPath _ ->
                    new NotFound(
                            "Could not find the file "
                                    + GoQuote.escape(path)
                                    + " in container "
                                    + GoQuote.escape(container));
            case RootfsException e -> new InvalidArgument(String.valueOf(e.getMessage()), e);
            case OverwriteRefusedException e -> new Conflict(String.valueOf(e.getMessage()));
            case MalformedLayerException e -> badArchive(verb, e);
            case ZipException e -> badArchive(verb, e);
            case EOFException e -> badArchive(verb, e);
            case IOException e -> DiskFailures.of(verb, e);
            default -> new Failed("cannot " + verb + ": " + cause, cause);
        };
    }

    private static InvalidArgument badArchive(String verb, Exception cause) {
        return new InvalidArgument(
                "cannot " + verb + ": the archive is damaged: " + cause.getMessage(), cause);
    }
}
