package dev.varve.cli.template;

/// A template that cannot be parsed, or that does not fit what it is rendered with. The message
/// says where.
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
