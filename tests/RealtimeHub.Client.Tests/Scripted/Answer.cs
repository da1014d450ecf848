using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>The result of a call, and when it was written to the client.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class Answer
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Answer(object? result) => Result = result;

    public object? Result { get; }

    public Task Written => _written.Task;

    public void NoteWritten() => _written.TrySetResult();

    private sealed class Converter : JsonConverter<Answer>
    {
        public override Answer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Answers are only written.");

        public override void Write(Utf8JsonWriter writer, Answer value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Result, options);
    }
}
