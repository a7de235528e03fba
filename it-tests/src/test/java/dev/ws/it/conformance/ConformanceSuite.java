package dev.ws.it.conformance;

import java.util.ArrayList;
import java.util.List;

/** The whole table. */
public final class ConformanceSuite {
    private ConformanceSuite() {}

    /** {@return all cases, in the order of their groups} */
    public static List<ConformanceCase> cases() {
        List<ConformanceCase> all = new ArrayList<>();
        all.addAll(FramingCases.all());
        all.addAll(ControlCases.all());
        all.addAll(FragmentationCases.all());
        all.addAll(Utf8Cases.all());
        all.addAll(SizeCases.all());
        return all;
    }
}
