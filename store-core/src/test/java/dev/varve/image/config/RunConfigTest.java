package dev.varve.image.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConfigTest {
    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) Json.mapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static RunConfig config(String json) {
        return RunConfig.ofRequest(object(json)).orElse(RunConfig.EMPTY);
    }

    @Test
    void fieldsAreFoundWhateverTheirCaseAndKeptInDockersOrder() {
        RunConfig config = config("{'labels':{'b':'2','a':'1'},'CMD':'sh','hostname':'h','x':1}");

        assertThat(config.text())
                .isEqualTo(
                        "{\"Hostname\":\"h\",\"Cmd\":[\"sh\"],\"Labels\":{\"a\":\"1\",\"b\":\"2\"}}");
        assertThat(RunConfig.parse(config.text())).isEqualTo(config);
        assertThat(RunConfig.ofRequest(object("{'HostConfig':{},'Cmd':null}"))).isEmpty();
    }

    @Test
    void aValueOfTheWrongTypeIsRefusedFromAClientAndIgnoredInAnImage() {
        assertThatThrownBy(() -> config("{'Env':'A=b'}"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("invalid JSON: Env has to be a list of strings");
        assertThat(RunConfig.ofImage(object("{'Env':'A=b','User':'u'}")).text())
                .isEqualTo("{\"User\":\"u\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | {'Cmd':['c'],'Entrypoint':['e']} | {'Cmd':['c'],'Entrypoint':['e']}",
                "{'Cmd':['x']} | {'Cmd':['c'],'Entrypoint':['e']} |"
                        + " {'Cmd':['x'],'Entrypoint':['e']}",
                "{'Entrypoint':['x']} | {'Cmd':['c'],'Entrypoint':['e']} | {'Entrypoint':['x']}",
                "{'Entrypoint':[]} | {'Cmd':['c'],'Entrypoint':['e']} |"
                        + " {'Cmd':['c'],'Entrypoint':[]}",
                "{'Env':['B=2','A']} | {'Env':['A=0','C=3']} | {'Env':['B=2','A','C=3']}",
                "{'User':''} | {'User':'u','WorkingDir':'/w'} | {'User':'u','WorkingDir':'/w'}",
                "{'Volumes':{'/b':{}}} | {'Volumes':{'/a':{}}} | {'Volumes':{'/a':{},'/b':{}}}",
                "{'StopSignal':'9'} | {'StopSignal':'TERM','OnBuild':['x']} | {'StopSignal':'9'}",
                "{'Healthcheck':{'Interval':5}} | {'Healthcheck':{'Test':['CMD','t'],'Interval':7}}"
                        + " | {'Healthcheck':{'Test':['CMD','t'],'Interval':5}}"
            })
    void theUpperConfigHasTheSay(String upper, String lower, String merged) {
        RunConfig expected = config(merged).withLabels(config("{}").labels());

        assertThat(RunConfigMerge.over(config(upper), config(lower))).isEqualTo(expected);
    }

    @Test
    void labelsAreUnited() {
        assertThat(
                        RunConfigMerge.over(
                                        config("{'Labels':{'a':'1'}}"),
                                        config("{'Labels':{'a':'0','b':'2'}}"))
                                .labels())
                .containsEntry("a", "1")
                .containsEntry("b", "2");
    }

    @Test
    void whatDockerRefusesIsRefusedInItsWords() {
        assertThatThrownBy(() -> RunConfigRules.require(config("{'WorkingDir':'a'}")))
                .hasMessage(
                        "the working directory 'a' is invalid, it needs to be an absolute path");
        assertThatThrownBy(() -> RunConfigRules.require(config("{'Env':['=a']}")))
                .hasMessage("invalid environment variable: =a");
        assertThatThrownBy(() -> RunConfigRules.require(config("{'StopSignal':'FOO'}")))
                .hasMessage("invalid signal: FOO");
        RunConfigRules.require(config("{'WorkingDir':'/a','Env':['A'],'StopSignal':'SIGTERM'}"));
    }
}
