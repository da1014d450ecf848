using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RealtimeHub.Presence;

/// <summary>Writes who is there as JSON. What a token tells others is copied as it came.</summary>
internal static class PresenceJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The answer to who asks.</summary>
    public static byte[] Answer(PresenceView view) => Write(view, json =>
    {
        json.WriteString("topic", view.Topic.Value);
        WriteNumbers(json, view);
        if (view.Members is { } members) WriteMembers(json, "members", members);
    });

    /// <summary>All that is known: a follower needs nothing else.</summary>
    public static byte[] Whole(PresenceView view) => Write(view, json =>
    {
        WriteNumbers(json, view);
        if (view.Members is { } members) WriteMembers(json, "members", members);
    });

    /// <summary>What has changed, for a follower that knows what was before.</summary>
    public static byte[] Change(PresenceView view, IReadOnlyList<Member> joined, IReadOnlyList<string> left) => Write(view, json =>
    {
        WriteNumbers(json, view);
        WriteMembers(json, "joined", joined);
        json.WriteStartArray("left");
        foreach (var id in left) json.WriteStringValue(id);
        json.WriteEndArray();
    });

    private static byte[] Write(PresenceView view, Action<Utf8JsonWriter> writeMembers)
    {
        const int BytesOfOne = 128;
        var output = new ArrayBufferWriter<byte>(BytesOfOne * (1 + (view.Members?.Count ?? 0)));
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, PresenceView view)
    {
        json.WriteNumber("count", view.Count);
        json.WriteNumber("users", view.Users);
    }

    private static void WriteMembers(Utf8JsonWriter json, string name, IReadOnlyList<Member> members)
    {
        json.WriteStartArray(name);
        foreach (var member in members)
        {
            json.WriteStartObject();
            json.WriteString("id", member.Id);

            // As bytes: a name of the application's own may hold half of a character, which becomes a replacement that way.
            if (member.User is { } user) json.WriteString("user", Encoding.UTF8.GetBytes(user));
            if (member.Info is { } info)
            {
                json.WritePropertyName("info");
                json.WriteRawValue(info, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
