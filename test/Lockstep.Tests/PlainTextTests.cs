namespace Lockstep.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain é 猫 👩\u200d🔬", "plain é 猫 👩\u200d🔬")]
    [InlineData("\u001b[2J\u0007\r\u0000\u009b", "\\u001b[2J\\u0007\\u000d\\u0000\\u009b")]
    [InlineData("gpj.\u202eexe", "gpj.\\u202eexe")]
    [InlineData("two\nlines\tand a tab", "two\nlines\tand a tab")]
    public void What_could_move_the_cursor_or_hide_what_was_said_is_written_out(string text, string plain) => Assert.Equal(plain, PlainText.Of(text));

    [Fact]
    public void A_name_stays_on_its_line() => Assert.Equal("two\\u000alines\\u0009and a tab\\u2028", PlainText.OnOneLine("two\nlines\tand a tab\u2028"));
}
