using System.Text;
using Lockstep.Files;

namespace Lockstep.Samples.Formats;

/// <summary>A text file's bytes as text.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Without the byte-order mark, if there is one.</summary>
    /// <exception cref="LockstepException">The bytes are not UTF-8.</exception>
    public static string Of(ReadOnlySpan<byte> bytes, string place)
    {
        if (ForeignFile.Of(bytes) is { IsText: false } other && bytes.Length > 0)
        {
            throw new LockstepException($"{place}: {other.Or("expected text")}. Then seal the data set anew.");
        }

        try
        {
            return Strict.GetString(WithoutMark(bytes));
        }
        catch (DecoderFallbackException exception)
        {
            throw new LockstepException($"{place}: byte {exception.Index + 1} is not UTF-8. Save the file as UTF-8, and seal the data set anew.", exception);
        }
    }

    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
}
