namespace Lockstep.Audit.Checks;

/// <summary>The order of a set decides something.</summary>
internal static class SetOrder
{
    public static AuditCheck Check { get; } = new("set-order", AuditedBox.Randomness, AuditLevel.Static)
    {
        Title = "The order of a set decides something",
        Measures = "Follows sets to where they are used in the file. Where one is sorted, counted, or only asked whether it holds something, nothing "
            + "is found; where a list is made of it that is indexed or numbered, it is. Sets of whole numbers, whose order is fixed, don't count.",
        Why = "Python hashes texts with a new key in each process, so that a set of them is gone through in another order: classes get other numbers, "
            + "with the same seed and the same data.",
        Example = "classes = list(set(labels))\nindex = {c: i for i, c in enumerate(classes)}     # cat is 0 today, and 1 tomorrow",
        Repair = "Sort it: sorted(set(labels)).",
        Of = SubjectKinds.WithCode,
        IsRefutedByRun = true,
        Make = PythonFindings.In(project => ListingOrder.Find(project, isSet: true)),
    };
}
