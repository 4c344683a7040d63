using CliWrap.Buffered;
using Lockstep.Exec.Python;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Injecting;

public sealed class InjectionTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("python3 train.py --lr 1")]
    [InlineData("python3 -u -m tool")]
    [InlineData("sh -c 'python3 -I x.py'")]
    [InlineData("./plain.py a")]
    [InlineData("./closed.py a")]
    [InlineData("no-such-program")]
    public void A_command_that_is_reached_as_it_is_stays_as_it_is(string command)
    {
        Script("plain.py", "#!/usr/bin/env python3\n");
        place.Write("closed.py", "#!/usr/bin/python3 -I\n");
        Assert.Equal(command.Split(' '), Prepare(command).Arguments);
    }

    [Theory]
    [InlineData("python3 -I train.py --lr 1", "python3 -I WRAPPER SITE train.py --lr 1")]
    [InlineData("python3 -uEm tool", "python3 -uE WRAPPER SITE -m tool")]
    [InlineData("./flags.py a", "/usr/bin/python3 -Es WRAPPER SITE ./flags.py a")]
    [InlineData("./split.py a", "python3 -I WRAPPER SITE ./split.py a")]
    [InlineData("book.ipynb a", "python3 NOTEBOOK book.ipynb a")]
    public void A_call_that_would_keep_the_module_out_is_rewritten(string command, string expected)
    {
        Script("flags.py", "#!/usr/bin/python3 -Es\nprint()\n");
        Script("split.py", "#!/usr/bin/env -S python3 -I\nprint()\n");
        var site = place.PathOf("run/.exec/site");
        expected = expected
            .Replace("WRAPPER", $"{site}/_lockstep/wrapper.py", StringComparison.Ordinal)
            .Replace("NOTEBOOK", $"{site}/_lockstep/notebook.py", StringComparison.Ordinal)
            .Replace("SITE", site, StringComparison.Ordinal);
        Assert.Equal(expected.Split(' '), Prepare(command).Arguments);
    }

    private void Script(string name, string text)
    {
        place.Write(name, text);
        File.SetUnixFileMode(place.PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void What_can_not_be_reached_and_what_does_not_take_the_seed_of_hashes_is_said()
    {
        Assert.Contains("PYTHONHASHSEED", Assert.Single(Prepare("python3 -I a.py").Notices), StringComparison.Ordinal);
        Assert.Contains("not seen", Assert.Single(Prepare("python3 -S").Notices), StringComparison.Ordinal);
        Assert.Empty(Prepare("python3 -S a.py").Notices);
    }

    [Fact]
    public async Task What_Python_compiled_of_the_module_is_there_for_the_next_run()
    {
        var first = await StartedAsync("one");
        var compiled = Directory.GetFiles(Path.Combine(first, "_lockstep/__pycache__"), "stream.*.pyc");
        var written = File.GetLastWriteTimeUtc(Assert.Single(compiled));
        var second = await StartedAsync("two");

        Assert.NotEqual(first, second);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(second, "_lockstep/__pycache__", Path.GetFileName(compiled[0]))));
        Directory.Delete(Path.GetDirectoryName(first)!, recursive: true); // as a run does at its end
        Assert.True(File.Exists(Path.Combine(second, "_lockstep/__pycache__", Path.GetFileName(compiled[0]))));
    }

    /// <returns>The module's folder, after a Python ran it.</returns>
    private async Task<string> StartedAsync(string run)
    {
        var scratch = place.PathOf($"{run}/.exec");
        var command = Injection.Prepare(
            ["python3", "-c", "pass"],
            new Dictionary<string, string>(),
            place.PathOf(run),
            scratch,
            new InjectionSettings { Seed = 1, Folder = place.FullPath });
        var result = await CliWrap.Cli.Wrap("/usr/bin/python3").WithArguments(command.Arguments.Skip(1))
            .WithEnvironmentVariables(variables => variables.Set(command.Environment.ToDictionary()).Set("PYTHONDONTWRITEBYTECODE", null))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.Empty(result.StandardError);
        return Path.Combine(scratch, "site");
    }

    [Fact]
    public void The_scratch_folder_holds_module_settings_and_a_place_for_streams()
    {
        var command = Prepare("python3 a.py", new() { ["PYTHONPATH"] = "/own" });
        Assert.Contains("sitecustomize.py", InjectedModule.Files);
        Assert.All(InjectedModule.Files, file => Assert.True(File.Exists(place.PathOf($"run/.exec/site/{file}")), file));
        Assert.True(Directory.Exists(place.PathOf("run/.exec/streams")));
        Assert.Contains("\"seed\":18446744073709551615", File.ReadAllText(place.PathOf("run/.exec/settings.json")), StringComparison.Ordinal);
        Assert.Equal($"{place.PathOf("run/.exec/site")}:/own", command.Environment["PYTHONPATH"]);
        Assert.Equal(place.PathOf("run"), command.Environment["LOCKSTEP_RUN"]);
    }

    private InjectedCommand Prepare(string command, Dictionary<string, string>? environment = null) =>
        Injection.Prepare(
            command.Split(' '),
            environment ?? [],
            place.PathOf("run"),
            place.PathOf("run/.exec"),
            new InjectionSettings { Seed = ulong.MaxValue, Folder = place.FullPath }
        );
}
