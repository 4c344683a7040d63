using Lockstep.Exec.Outputs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Processes;

/// <summary>Whatever gave a file its last name, it is an output under that name and under no other.</summary>
public sealed class WrittenFilesTests : IDisposable
{
    private readonly Trial trial = new();
    private readonly TemporaryFolder elsewhere = new();

    public void Dispose()
    {
        trial.Dispose();
        elsewhere.Dispose();
    }

    [Theory]
    [InlineData("mkdir tmp; echo 1 > tmp/w; mv tmp ck", "ck/w")]
    [InlineData("mkdir -p tmp/deep; echo 1 > tmp/deep/w; mv tmp ck; mv ck last", "last/deep/w")]
    [InlineData("mkdir ck; mkdir ck.new; echo 1 > ck.new/w; mv -T ck.new ck", "ck/w")]
    [InlineData("mkdir $T/ck; echo 1 > $T/ck/w; $P \"import os; os.rename('$T/ck', 'ck')\"", "ck/w")]
    [InlineData("mkdir in; echo 1 > in/w; $P \"import shutil; shutil.move('in', 'out/in')\"", "out/in/w")]
    [InlineData("mkdir a b; echo 1 > a/w; echo 2 > b/v; $C (316, -100, b'a', -100, b'b', 2)", "a/v b/w")] // renameat2, RENAME_EXCHANGE
    [InlineData("mkdir a; echo 1 > a/w; $C (264, -100, b'a/', -100, b'b')", "b/w")] // renameat
    [InlineData("mkdir a b; echo 1 > a/w; echo 2 > b/v; $C (82, b'a', b'b'); true", "a/w b/v")] // refused: the other isn't empty
    [InlineData("mkdir a; echo 1 > a/w; ln -s w a/best; mv a b", "b/best b/w")]
    [InlineData("echo 1 > $T/w; ln $T/w w; $C (265, -100, b'w', -100, b'v', 0)", "v w")] // linkat
    [InlineData("$P \"import os; f = os.open('.', os.O_TMPFILE | 1); os.write(f, b'1'); os.dup2(f, 9)\nimport ctypes\n"
        + "ctypes.CDLL(None).syscall(265, -100, b'/proc/self/fd/9', -100, b'w', 0x400)\"", "w")]
    [InlineData("ln -s w best; ln -sfn v best; ln -s /nowhere far", "best far")]
    [InlineData("echo 1 > w; ln -s w next; mv -T next best", "best w")]
    [InlineData("mkdir a b; ln -s a now; echo 1 > now/w; ln -sfn b now; echo 2 > now/w", "a/w b/w now")]
    [InlineData("echo 1 > linked", "there")] // by a link that was there before
    [InlineData("$P \"import os; os.truncate('there', 1)\"", "there")]
    [InlineData("mv old new", "new/kept")]
    public void A_file_is_an_output_by_the_name_that_it_has_in_the_end(string script, string names)
    {
        trial.Folder.Write("out/nothing", "");
        trial.Folder.Write("old/kept", "here before");
        trial.Folder.Write("there", "here before");
        File.CreateSymbolicLink(trial.Folder.PathOf("linked"), "there");
        var before = OutputScan.Of(trial.Folder.FullPath, [], TimeProvider.System, TestContext.Current.CancellationToken);
        var end = trial.Shell($"P='/usr/bin/python3 -c'; T={elsewhere.FullPath}; {Expanded(script)}");

        var outputs = OutputSet.Collect(
            new OutputRequest(trial.Folder.FullPath) { Before = before, Written = end.Opened!.Written, Links = end.Opened.Links },
            elsewhere.PathOf("outputs"),
            TestContext.Current.CancellationToken);

        Assert.Equal((0, 0), (end.ExitCode, trial.Errors.Length));
        Assert.Equal(names, string.Join(' ', outputs.Files.Select(file => file.Name)));
    }

    [Theory]
    [InlineData("mkdir tmp; echo 1 > tmp/w; ln -s w tmp/best; mv tmp ck-6", "ck-6/best ck-6/w")]
    [InlineData("mkdir ck-6; echo 1 > $PWD/ck-6/w", "ck-6/w")]
    [InlineData("mkdir real; ln -s real by; ln -s real ck-6; echo 1 > by/w", "ck-6")]
    public void A_rule_finds_it_too_and_nothing_untrue_is_said(string script, string names)
    {
        var before = OutputScan.Of(trial.Folder.FullPath, [], TimeProvider.System, TestContext.Current.CancellationToken);
        var end = trial.Shell(script);
        var request = new OutputRequest(trial.Folder.FullPath)
        {
            Before = before,
            Written = end.Opened!.Written,
            Links = end.Opened.Links,
            Rules = [new OutputRule(null, "ck-6/**"), new OutputRule(null, "ck-6")],
        };
        var outputs = OutputSet.Collect(request, elsewhere.PathOf("outputs"), TestContext.Current.CancellationToken);

        Assert.Equal(names, string.Join(' ', outputs.Files.Select(file => file.Name)));
        Assert.DoesNotContain(outputs.LeftOut, sentence => sentence.Contains("none of its processes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_a_made_link_leads_to_is_still_an_input_when_it_is_read_by_it()
    {
        trial.Folder.Write("data/a.txt", "1");
        var end = trial.Shell("ln -s data/a.txt a; cat a");

        Assert.True(Assert.Single(end.Opened!.Files, file => file.Path == trial.Folder.PathOf("a")).IsInput);
    }

    [Theory]
    [InlineData("echo 2 >> there", true)]
    [InlineData("echo 2 > there", false)]
    [InlineData("echo 2 >> new; echo 2 >> new; echo 2 >> empty", false)]
    public void What_is_added_to_a_file_that_was_there_is_told_from_what_is_made_anew(string script, bool isAddedTo)
    {
        trial.Folder.Write("there", "1");
        trial.Folder.Write("empty", "");

        Assert.Equal(isAddedTo, trial.Shell(script).Opened!.Files.Any(file => file.IsAddedTo));
    }

    /// <summary>$C makes a system call of x64 by its number.</summary>
    private static string Expanded(string script)
    {
        var at = script.IndexOf("$C ", StringComparison.Ordinal);
        if (at < 0)
        {
            return script;
        }

        var end = script.IndexOf(')', at) + 1;
        return $"{script[..at]}$P \"import ctypes; ctypes.CDLL(None).syscall{script[(at + 3)..end]}\"{script[end..]}";
    }
}
