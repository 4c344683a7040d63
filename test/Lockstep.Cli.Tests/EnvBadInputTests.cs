namespace Lockstep.Cli.Tests;

/// <summary>What is no lock, or not to be had, is refused with what it is and what to do. The commands are called in this process: they end soon.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class EnvBadInputTests
{
    private const string Command = """{"box": "environment", "kind": "command", "recipe": null, "relevant": {"threads": 1}, "informative": {}}""";
    private const string Training = """{"box": "environment", "kind": "train", "relevant": {"threads": 1}, "informative": {}}""";

    [Theory]
    [InlineData("env show AT/none", 2, "No run 'AT/none': not a run's folder or bundle")]
    [InlineData("env show AT", 2, "No run 'AT'")]
    [InlineData("env show AT/half.json", 3, "half.json: not an Environment lock: line 1, column 20: it ends inside a text")]
    [InlineData("env show AT/newer.json", 3, "newer.json: an Environment lock of format 7; this Lockstep reads format 1")]
    [InlineData("env show AT/text.txt", 3, "text.txt: not an Environment lock")]
    [InlineData("env show AT/code.json", 3, "code.json: the lock of the box code; expected an Environment lock")]
    [InlineData("env show AT/command.json --python python3", 2, "--python: it is of this machine")]
    [InlineData("env diff AT/command.json AT/training.json", 2, "their locks hold other fields")]
    [InlineData("env verify AT/command.json", 3, "a copy of a run's lock, without the recipe")]
    [InlineData("env verify AT/broken.json", 2, "broken.json, recipe.json:1:29: command: expected a list")]
    [InlineData("env lock --python AT/none -o AT/new.json", 2, "--python AT/none: no such program; expected a Python")]
    [InlineData("env lock --python /bin/true -o AT/new.json", 3, "/bin/true did not say which packages it has: no Python 3 answered so.")]
    [InlineData("env lock --python /bin/ls -o AT/new.json", 3, "/bin/ls did not say which packages it has: no Python 3 answered so. See")]
    [InlineData("env verify AT/marked.json", 3, "a copy of a run's lock, without the recipe")]
    [InlineData("env lock AT/none.yaml -o AT/new.json", 2, "none.yaml: no such file; expected a recipe")]
    [InlineData("env lock --python python3 -o AT/text.txt", 2, "text.txt: is there, and is no lock that this Lockstep wrote")]
    [InlineData("env lock --python python3 -o AT", 2, "a folder; expected a file to write")]
    public async Task What_is_wrong_is_said_and_nothing_is_written(string command, int exitCode, string said)
    {
        using var place = new Workplace();
        (string Name, string Text)[] files =
        [
            ("half.json", Command[..19]), ("newer.json", """{"format": 7, "box": "environment"}"""), ("text.txt", "hello\n"),
            ("marked.json", $"\uFEFF{Command}"),
            ("code.json", """{"box": "code", "relevant": {}, "informative": {}}"""), ("command.json", Command), ("training.json", Training),
            ("broken.json", Command.Replace("null", """{"kind": "command", "command": 3}""", StringComparison.Ordinal)),
        ];
        foreach (var (name, text) in files)
        {
            File.WriteAllText(place.PathOf(name), text);
        }

        string Placed(string text) => text.Replace("AT", place.Folder, StringComparison.Ordinal);
        var (code, output, errors) = await InThisProcess.RunAsync(command.Split(' ').Select(Placed));

        Assert.True(errors.Contains(Placed(said), StringComparison.Ordinal), errors);
        Assert.Equal((exitCode, ""), (code, output));
        Assert.False(File.Exists(place.PathOf("new.json")));
        Assert.Equal("hello\n", File.ReadAllText(place.PathOf("text.txt")));
    }
}
