package dev.varve.cli.system;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Rows;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.container.ContainerLine;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.image.ImageLine;
import dev.varve.cli.output.HumanSize;
import dev.varve.cli.output.Output;
import dev.varve.cli.template.Fields;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `system df`.
public final class DiskUsageVerb implements Verb {
    private static final String DEFAULT =
            "table {{.Type}}\\t{{.TotalCount}}\\t{{.Active}}\\t{{.Size}}\\t{{.Reclaimable}}";
    private static final String RAW =
            """
            type: {{.Type}}
            total: {{.TotalCount}}
            active: {{.Active}}
            size: {{.Size}}
            reclaimable: {{.Reclaimable}}
            """;
    private static final String IMAGES =
            "table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.CreatedSince}}\\t{{.Size}}"
                    + "\\t{{.SharedSize}}\\t{{.UniqueSize}}\\t{{.Containers}}";
    private static final String CONTAINERS =
            "table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.LocalVolumes}}\\t{{.Size}}"
                    + "\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Names}}";
    private static final String VOLUMES = "table {{.Name}}\\t{{.Links}}\\t{{.Size}}";
    private static final String CACHE =
            "CACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED";

    @Override
    public Synopsis synopsis() {
        return new Synopsis("df", List.of(), "", 0, 0, "Show disk usage");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", Options.FORMAT_TEXT, "--format"),
                Options.flag("Show detailed information on space usage", "-v", "--verbose"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Usage usage = new Usage(session.system().diskUsage());
        String format = Options.text(options, "--format");
        boolean usual = format.isEmpty() || format.equals(Rows.TABLE);
        if (Options.isSet(options, "--verbose")) {
            if (usual) {
                printTables(usage, session);
            } else {
                printAll(usage, format, session);
            }
            return ExitCode.DONE;
        }
        String template = usual ? DEFAULT : format.equals("raw") ? RAW : format;
        Rows.print(session.out(), template, UsageLine.HEADERS, usage.lines());
        return ExitCode.DONE;
    }

    private static void printTables(Usage usage, Session session) throws Output.Closed {
        Output out = session.out();
        out.print("Images space usage:\n\n");
        Rows.print(out, IMAGES, ImageLine.HEADERS, images(usage, true, session.now()));
        out.print("\nContainers space usage:\n\n");
        Rows.print(out, CONTAINERS, ContainerLine.HEADERS, containers(usage, true, session.now()));
        out.print("\nLocal Volumes space usage:\n\n");
        Rows.print(out, VOLUMES, VolumeLine.HEADERS, volumes(usage));
        out.print(
                "\nBuild cache usage: " + HumanSize.four(usage.buildCacheSize()) + "\n\n" + CACHE);
        out.print("\n");
    }

    private static void printAll(Usage usage, String format, Session session) throws Output.Closed {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("Images", images(usage, false, session.now()));
        all.put("Containers", containers(usage, false, session.now()));
        all.put("Volumes", volumes(usage));
        all.put("BuildCache", usage.elements("BuildCache"));
        Template template = Rows.template(format);
        try {
            session.out().verbatim(template.render(all));
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Fields> images(Usage usage, boolean cut, long now) {
        List<Fields> lines = new ArrayList<>();
        for (Map<?, ?> image : usage.elements("Images")) {
            lines.add(ImageLine.first(image, cut, now));
        }
        return lines;
    }

    private static List<Fields> containers(Usage usage, boolean cut, long now) {
        List<Fields> lines = new ArrayList<>();
        for (Map<?, ?> container : usage.elements("Containers")) {
            lines.add(new ContainerLine(container, cut, false, now));
        }
        return lines;
    }

    private static List<Fields> volumes(Usage usage) {
        List<Fields> lines = new ArrayList<>();
        usage.elements("Volumes").forEach(volume -> lines.add(new VolumeLine(volume)));
        return lines;
    }
}
