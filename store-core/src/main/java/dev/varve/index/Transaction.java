package dev.varve.index;

import dev.varve.error.StoreException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What runs between the begin and the commit of one transaction. Not for use after it or from
/// another thread.
public final class Transaction {
    /// Makes a value of the current row.
    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Optional<String> refusal;

    /// @param refusal why nothing may be changed, when nothing may
    Transaction(Connection connection, Optional<String> refusal) {
        this.connection = connection;
        this.refusal = refusal;
    }

    <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(mapper.map(rows));
            }
            return result;
        } catch (SQLException e) {
            throw Index.failure("read", e);
        }
    }

    <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        List<T> rows = query(sql, mapper, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    int update(String sql, @Nullable Object... arguments) {
        if (refusal.isPresent()) {
            throw new StoreException.Corrupt(refusal.get());
        }
        try (PreparedStatement statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw Index.failure("write", e);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
