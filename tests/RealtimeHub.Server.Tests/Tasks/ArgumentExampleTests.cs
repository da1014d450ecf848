using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using RealtimeHub.Server.Tasks.Csv;
using RealtimeHub.Server.Tasks.Email;
using RealtimeHub.Server.Tasks.Webhook;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tests.Tasks;

/// <summary>What forms begin with.</summary>
public sealed class ArgumentExampleTests
{
    [Theory]
    [InlineData(typeof(CsvSummaryArgs))]
    [InlineData(typeof(EmailTaskArgs))]
    [InlineData(typeof(WebhookTaskArgs))]
    public void The_example_of_a_kind_can_be_started_as_it_is(Type arguments)
    {
        var json = arguments.GetCustomAttribute<TaskExampleAttribute>()!.Json;
        var example = JsonSerializer.Deserialize(json, arguments, JsonSerializerOptions.Web)!;
        Validator.ValidateObject(example, new ValidationContext(example), validateAllProperties: true);
    }
}
