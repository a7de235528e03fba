package dev.ws.benchmarks.memory;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** Instances and bytes of the live objects by class name. */
final class HeapHistogram {
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

    private HeapHistogram() {}

    /** Collects garbage and counts: number of objects and their bytes for each class. */
    static Map<String, long[]> take() throws JMException {
        String text = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Map<String, long[]> classes = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                long[] sum = classes.computeIfAbsent(matcher.group(3), name -> new long[2]);
                sum[0] += Long.parseLong(matcher.group(1));
                sum[1] += Long.parseLong(matcher.group(2));
            }
        });
        return classes;
    }
}
