using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Ledger.Files;

internal static class LedgerLines
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        RespectRequiredConstructorParameters = false,
    };
}
