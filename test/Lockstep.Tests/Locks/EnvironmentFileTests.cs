using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Locks;
using Lockstep.Recipes;

namespace Lockstep.Tests.Locks;

public sealed class EnvironmentFileTests
{
    private const string Sound = """{"box": "environment", "relevant": {"libc": "2.36"}, "informative": {"host": "a"}}""";

    [Fact]
    public void What_is_written_is_read_again()
    {
        var file = new EnvironmentFile(
            new BoxLock(Box.Environment, new JsonObject { ["libc"] = "2.36" }, new JsonObject { ["host"] = "ä" }), RunKind.Command,
            new JsonObject { ["kind"] = "command" });
        var read = Parse(file.ToJson());
        Assert.Equal((file.Kind, file.ToJson()), (read.Kind, read.ToJson()));
    }

    [Theory]
    [InlineData(Sound, RunKind.Command)]
    [InlineData("""{"box": "environment", "relevant": {"arithmetic": 2}, "informative": {}}""", RunKind.Train)]
    public void A_copy_of_a_runs_own_lock_is_of_the_kind_that_its_fields_say(string json, string kind) => Assert.Equal(kind, Parse(json).Kind);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("[]", "expected an object, as 'lockstep env lock' writes it")]
    [InlineData("{\"box\": \"environment\", ", "it ends inside an object or a list. Take it anew with 'lockstep env lock'.")]
    [InlineData("""{"box": "code", "relevant": {}, "informative": {}}""", "the lock of the box code; expected an Environment lock")]
    [InlineData("""{"box": "environment", "relevant": {}}""", "expected the members 'box', 'relevant' and 'informative'")]
    [InlineData("""{"box": "environment", "kind": "cook", "relevant": {}, "informative": {}}""", "'kind' is \"cook\"; expected train or command")]
    [InlineData("""{"box": "environment", "recipe": 1, "relevant": {}, "informative": {}}""", "'recipe' is no object")]
    [InlineData("""{"box": "environment", "relevant": {"a": 1, "a": 2}, "informative": {}}""", "'a' stands there twice")]
    [InlineData("""{"box": "environment", "relevant": {"a": "\ud800"}, "informative": {}}""", "half of a surrogate pair")]
    [InlineData("""{"format": 2, "lockstepVersion": "9.9", "box": "environment"}""", "of format 2; this Lockstep reads format 1. Lockstep 9.9 wrote it")]
    public void A_file_that_is_none_or_is_damaged_is_refused_with_what_is_wrong(string json, string said) =>
        Assert.Contains(said, Assert.Throws<LockstepException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_changed_in_a_file_it_is_read_or_refused_and_what_was_read_can_be_compared()
    {
        var sound = Encoding.UTF8.GetBytes("""
            {"box": "environment", "kind": "command", "recipe": {"kind": "command"}, "relevant": {"python": {"version": "3", "packages": {"x": "1"},
            "digests": {"x": "0"}}, "libraries": {"liba.so": "0"}, "variables": {"OMP_X": "1"}, "threads": null}, "informative": {"files": {"liba.so": "/a"},
            "interpreter": {"executable": "/p"}}}
            """);
        var whole = Parse(Encoding.UTF8.GetString(sound)).Lock;
        var read = 0;
        for (var round = 0; round < 4000; round++)
        {
            var bytes = (byte[])sound.Clone();
            for (var change = 0; change <= round % 3; change++)
            {
                // Every place, and a value that varies: no generator is needed.
                bytes[((round * 7) + (change * 131)) % bytes.Length] = (byte)"{}[]\",:0a\\ \n\0\xff"[(round + (change * 5)) % 14];
            }

            try
            {
                var file = EnvironmentFile.Parse(round % 11 == 0 ? bytes[..(round % bytes.Length)] : bytes, "f");
                var recorded = new RecordedEnvironment(file.Lock);
                _ = (recorded.Packages.Count, recorded.PackageDigests.Count, recorded.LibraryFiles.Count);
                _ = (recorded.Interpreter, recorded.Python, recorded.OneDnn);
                _ = EnvironmentDifferences.Between(whole, file.Lock);
                _ = EnvironmentField.Of(file.Lock).Select(field => field.Reason).ToArray();
                read++;
            }
            catch (LockstepException)
            {
                // Refused.
            }
        }

        Assert.InRange(read, 100, 3900);
    }

    private static EnvironmentFile Parse(string json) => EnvironmentFile.Parse(Encoding.UTF8.GetBytes(json), "f.json");
}
