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
