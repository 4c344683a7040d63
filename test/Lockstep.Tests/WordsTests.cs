namespace Lockstep.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData("data/cats-v1", "data/cats-v1")]
    [InlineData("données/猫", "données/猫")]
    [InlineData("my data", "\"my data\"")]
    [InlineData("a$b`c\"d\\e", "\"a\\$b\\`c\\\"d\\\\e\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("what!", "'what!'")]
    [InlineData("it's!", "'it'\\''s!'")]
    [InlineData("~/a", "\"~/a\"")]
    [InlineData("a\nb", "$'a\\nb'")]
    [InlineData("", "\"\"")]
    public async Task A_word_of_a_command_is_what_the_shell_makes_of_it(string text, string word)
    {
        Assert.Equal(word, ShellWord.Of(text));
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("bash", ["-c", $"printf '%s|' {ShellWord.Of(text)}"]) { RedirectStandardOutput = true });
        Assert.Equal(text + "|", await shell!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void One_of_a_kind_is_called_so() =>
        Assert.Equal(
            ["0 files", "1 file", "2 files", "1 class", "3 classes"],
            [Counted.Of(0, "file"), Counted.Of(1, "file"), Counted.Of(2, "file"), Counted.Of(1, "class", "classes"), Counted.Of(3, "class", "classes")]);
}
