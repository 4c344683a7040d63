using System.Text;
using Lockstep.Locks;
using Lockstep.Schema;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Locks;

public sealed class LockFieldsTests
{
    [Fact]
    public void The_document_of_the_locks_holds_every_field_with_its_reason()
    {
        var text = new StringBuilder("""
            # What the locks hold, and what of it changes results

            Every field of a run's four locks. One that *changes results* is part of the lock ID, and a rerun is refused where it can't be met;
            """ + """
             one that is *informative* is good to know: it stands under `informative`, and no rerun asks for it.
            This file is made from the table that the program itself goes by, by a test. `lockstep env show RUN` shows the values of a run's environment;
            """ + """
             [the run folder](formats/run-folder.md#the-locks) says how they are written down.

            A name that ends in `…` stands for all that begin so. Of a field with members, such as `processor.model`, the members are as the field is.

            | box | field | | can change | why |
            |---|---|---|---|---|

            """);
        foreach (var field in LockFields.All)
        {
            var isFamily = Array.Exists(["variables.", "libraries."], family => field.Key.StartsWith(family, StringComparison.Ordinal));
            var kind = field.IsInformative ? "informative" : "changes results";
            text.Append($"| {field.Box} | `{field.Key}{(isFamily ? "…" : "")}` | {kind} | {field.CanChange} | {field.Reason} |\n");
        }

        GoldenFile.Matches("docs/locks.md", text.ToString());
    }

    [Fact]
    public void A_field_stands_once_and_none_that_is_good_to_know_acts_anywhere()
    {
        Assert.Empty(LockFields.All.GroupBy(field => (field.Box, field.Key)).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.DoesNotContain(LockFields.All, field => field.IsInformative && field.Acts != Effects.None);
    }

    [Theory]
    [InlineData("libc.so.6", true)]
    [InlineData("libssl.so.3", true)]
    [InlineData("libcuda.so.1", true)]
    [InlineData("libcudart.so.12", false)]
    [InlineData("libpthreadpool.so.0", false)]
    [InlineData("libgomp.so.1", false)]
    [InlineData("libjpeg.so.62", false)]
    [InlineData("libopenblas.so.0", false)]
    public void A_library_counts_unless_it_is_known_to_compute_nothing(string name, bool isQuiet) => Assert.Equal(isQuiet, LockFields.IsQuietLibrary(name));

    [Fact]
    public void An_older_lock_with_a_harmless_variable_or_library_is_met_without_them()
    {
        var old = Lock("""{"threads": 1, "variables": {"OMP_WAIT_POLICY": "passive"}, "libraries": {"libz.so.1": "0", "libgomp.so.1": "1"}}""");
        Assert.Empty(old.DifferencesTo(Lock("""{"threads": 1, "variables": {}, "libraries": {"libgomp.so.1": "1"}}""")));
        Assert.Equal(
            ["libraries.libgomp.so.1"],
            old.DifferencesTo(Lock("""{"threads": 1, "variables": {}, "libraries": {"libgomp.so.1": "2"}}""")).Select(difference => difference.Key));
    }

    [Fact]
    public void Libraries_of_R_are_no_difference_to_a_lock_from_before_they_were_recorded()
    {
        var old = Lock("""{"r": {"version": "R 4"}, "libraries": {}}""");
        var now = Lock("""{"r": {"version": "R 4"}, "libraries": {"libR.so": "1"}}""");
        Assert.Empty(old.DifferencesTo(now));
        Assert.Empty(now.DifferencesTo(old));
        Assert.Equal("r.version", Assert.Single(old.DifferencesTo(Lock("""{"r": {"version": "R 5"}, "libraries": {"libR.so": "1"}}"""))).Key);
        Assert.Single(now.DifferencesTo(Lock("""{"r": {"version": "R 4"}, "libraries": {"libR.so": "2"}}""")));
    }

    [Fact]
    public void Of_many_differences_the_first_twenty_of_each_box_are_named_and_the_others_counted()
    {
        static LockDifference Of(Box box, int number) => new(box, $"files.{number:D2}", "1", "2");
        LockDifference[] all =
            [.. Enumerable.Range(0, 97).Select(number => Of(Box.Code, number)), .. Enumerable.Range(0, 21).Select(number => Of(Box.Data, number))];
        var lines = LocksNotMetException.OfRerun("r", all, "", madeBy: null, "lockstep exec").Message.Split('\n');

        Assert.Equal(1 + 21 + 21 + 1, lines.Length);
        Assert.StartsWith("  Code: files.19: ", lines[20], StringComparison.Ordinal);
        Assert.Equal(("  … and 77 more differences of Code", "  … and 1 more difference of Data"), (lines[21], lines[42]));
        Assert.Equal("Bring it back to what was recorded; another run than the recorded one is made with 'lockstep exec'.", lines[43]);
    }

    [Fact]
    public void Another_version_of_a_package_stands_for_its_other_digest_and_is_named_with_what_it_can_change()
    {
        var a = Lock("""{"python": {"packages": {"x": "1.0.1", "y": "1"}, "digests": {"x": "0", "y": "0"}}}""");
        var b = Lock("""{"python": {"packages": {"x": "1.0.2", "y": "1"}, "digests": {"x": "1", "y": "1"}}}""");
        var told = LocksNotMetException.OfRerun("r", a.DifferencesTo(b), "", madeBy: null).Message;
        Assert.Contains("\n  Environment: python.packages.x: recorded \"1.0.1\", here \"1.0.2\"; it can change everything\n", told, StringComparison.Ordinal);
        Assert.Contains("\n  Environment: python.digests.y: ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("digests.x", told, StringComparison.Ordinal);
    }

    private static BoxLock Lock(string relevant) =>
        BoxLock.Parse(Box.Environment, $$"""{"box": "environment", "relevant": {{relevant}}, "informative": { } }""", "f");
}
