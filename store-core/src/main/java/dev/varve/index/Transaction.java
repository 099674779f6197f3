package dev.varve.index;

import dev.varve.error.StoreException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What runs between the begin and the commit of one transaction. Not for use after it or from
/// another thread.
///
/// A statement is prepared once, however often it runs: a prune runs the same few thousands of
/// times.
public final class Transaction implements AutoCloseable {
    /// Makes a value of the current row.
    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /// Does something with the current row.
    interface RowAction {
        void see(ResultSet row) throws SQLException;
    }

    private interface StatementWork<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;
    private final Optional<String> refusal;
    private final Map<String, PreparedStatement> idle = new HashMap<>();

    /// @param refusal why nothing may be changed, when nothing may
    Transaction(Connection connection, Optional<String> refusal) {
        this.connection = connection;
        this.refusal = refusal;
    }

    <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return using(
                "read",
                sql,
                arguments,
                statement -> {
                    List<T> result = new ArrayList<>();
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            result.add(mapper.map(rows));
                        }
                    }
                    return result;
                });
    }

    /// Looks at one row after the other, for what is too much to be held at once.
    void each(String sql, RowAction action) {
        boolean _ =
                using(
                        "read",
                        sql,
                        new Object[0],
                        statement -> {
                            try (ResultSet rows = statement.executeQuery()) {
                                while (rows.next()) {
                                    action.see(rows);
                                }
                            }
                            return true;
                        });
    }

    <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        List<T> rows = query(sql, mapper, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    int update(String sql, @Nullable Object... arguments) {
        if (refusal.isPresent()) {
            throw new StoreException.Corrupt(refusal.get());
        }
        return using("write", sql, arguments, PreparedStatement::executeUpdate);
    }

    /// The statement is nobody else's meanwhile: the mapper of a row may ask the same again.
    private <T> T using(
            String verb, String sql, @Nullable Object[] arguments, StatementWork<T> work) {
        try {
            @Nullable PreparedStatement known = idle.remove(sql);
            PreparedStatement statement = known == null ? connection.prepareStatement(sql) : known;
            boolean done = false;
            try {
                for (int i = 0; i < arguments.length; i++) {
                    statement.setObject(i + 1, arguments[i]);
                }
                T result = work.run(statement);
                done = idle.putIfAbsent(sql, statement) == null;
                return result;
            } finally {
                if (!done) {
                    statement.close();
                }
            }
        } catch (SQLException e) {
            throw Index.failure(verb, e);
        }
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : idle.values()) {
                statement.close();
            }
        } catch (SQLException e) {
            throw Index.failure("read", e);
        }
    }
}
