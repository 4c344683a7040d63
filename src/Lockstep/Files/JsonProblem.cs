using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Text;

namespace Lockstep.Files;

/// <summary>What is wrong with JSON, for a person: System.Text.Json counts lines and bytes from 0, and speaks of its own types and settings.</summary>
/// <param name="Place">Line and column, from 1; null where the parser didn't say.</param>
/// <param name="Reason">Without a full stop.</param>
public sealed partial record JsonProblem((int Line, int Column)? Place, string Reason)
{
    private const int LongestReason = 300;

    /// <param name="exception">As System.Text.Json threw it: a JsonException, or what it throws for text that is not UTF-8, for a name that stands
    /// twice, and for a value of another kind.</param>
    /// <param name="json">What it was reading.</param>
    public static JsonProblem Of(Exception exception, ReadOnlySpan<byte> json) =>
        ForeignFile.Of(json) is { IsText: false } other ? new JsonProblem(null, other.Or("expected JSON")) : new(
            exception is JsonException { LineNumber: { } line, BytePositionInLine: { } column } ? PlaceIn(json, line, column) : null,
            PlainText.Quoted(ReasonOf(exception), LongestReason).TrimEnd('.'));

    /// <inheritdoc cref="Of(Exception, ReadOnlySpan{byte})"/>
    public static JsonProblem Of(Exception exception, string json) => Of(exception, Encoding.UTF8.GetBytes(json));

    /// <summary>The file with the place in it, as editors take it.</summary>
    public string In(string file) => Place is var (line, column) ? string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{column}") : file;

    /// <inheritdoc/>
    public override string ToString() =>
        Place is var (line, column) ? string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {Reason}") : Reason;

    private static (int Line, int Column) PlaceIn(ReadOnlySpan<byte> json, long line, long bytes)
    {
        var offset = 0;
        for (var left = line; left > 0; left--)
        {
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        }

        var place = new TextCursor(json[offset..]).MoveTo("", (int)Math.Min(bytes, json.Length - offset));
        return ((int)line + 1, place.Column);
    }

    private static string ReasonOf(Exception exception)
    {
        var message = exception.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
        var path = exception is JsonException { Path: { Length: > 2 } at } ? $"'{at[2..]}'" : "the value";
        return message switch
        {
            _ when message.StartsWith("Expected depth to be zero", StringComparison.Ordinal) => "it ends inside an object or a list",
            _ when message.StartsWith("Expected end of string", StringComparison.Ordinal) => "it ends inside a text",
            _ when message.EndsWith("reached end of data.", StringComparison.Ordinal) => "it ends inside an object or a list",
            _ when message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal) => "it is empty",
            _ when message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) => $"{path} is of another kind than expected",
            _ when MissingMembers().Match(message) is { Success: true } missing => $"it lacks {missing.Groups[1].Value}",
            _ when NullMember().Match(message) is { Success: true } member =>
                $"'{char.ToLowerInvariant(member.Groups[1].Value[0])}{member.Groups[1].Value[1..]}' is null, which it may not be",
            _ when message.Contains("maximum configured depth", StringComparison.Ordinal) => "objects and lists lie too deep in each other",
            _ when message.Contains("is an invalid escapable character", StringComparison.Ordinal)
                || message.Contains("is invalid within a JSON string", StringComparison.Ordinal) =>
                message.Split(". ")[0],
            _ when message.Contains("transcode", StringComparison.Ordinal) => "a text in it is not UTF-8",
            _ when message.Contains("UTF-16", StringComparison.Ordinal) || message.Contains("surrogate", StringComparison.Ordinal) =>
                "a text in it holds half of a surrogate pair, which stands for no character",
            _ when TwiceNamed().Match(message) is { Success: true } twice => $"'{twice.Groups[1].Value}' stands there twice",
            _ when exception is JsonException =>
                message.Replace("which is not supported in this mode. Change the reader options.", "which JSON does not allow.", StringComparison.Ordinal),
            _ => "a value is of another kind than expected",
        };
    }

    [GeneratedRegex("missing required (?:properties|constructor parameters|properties,? )[^']*((?:'[^']*'(?:, )?)+)")]
    private static partial Regex MissingMembers();

    [GeneratedRegex("(?:parameter|property|field) '([^']+)' on type '.*null")]
    private static partial Regex NullMember();

    [GeneratedRegex("(?:Duplicate property '|same key has already been added\\. Key: |duplicate property named ')([^']*?)(?:'|\\.?$| \\(Parameter)")]
    private static partial Regex TwiceNamed();
}
